"""Checks of sets of requirements on what people write in other words: faults that they find, near-misses that are none.

What each finds at all, and at which range, is in `test_sets` and `test_quantities`.
"""

from __future__ import annotations

import pytest
from tests.analysis.rules.fixes import assert_fixes_fix
from tests.fixtures import check

FIRES = {
    "contradictory-constant of ranges": """
        # Kiln
        @id: KILN
        ## Requirements
        ### Fan
        While the fan runs, the current shall be between 1.5 A and 3.5 A.
                                                 ^^^^^^^^^^^^^^^^^^^^^^^ contradictory-constant below 1.5 A
        ## Acceptance Criteria
        - With the fan running, a current below 1.5 A or above 3.0 A raises the alarm.
                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^ contradictory-constant between 1.5 A
        #- b.smd
        # Console
        @id: CONSOLE
        @depends: KILN
        ## Requirements
        ### Fan of the kiln
        | Parameter | Minimum | Maximum |
        |---|---|---|
        | fan current | 1.5 A | 3.2 A |
                        ^^^^^^^^^^^^^ contradictory-constant
    """,
    "unit-mix beside others in a table or paragraph": """
        # A
        @id: A
        ## Requirements
        ### Valves
        The valve opens within 0.25 s and closes within 400 ms.
                               ^^^^^^ unit-mix 0.25 s here, 400 ms elsewhere
        The frames take 40 ms and 60 ms; the flyback takes 0.07 s.
                                                           ^^^^^^ unit-mix
        ### Steps
        | Step | Hold |
        |---|---|
        | a | 90 s |
        | b | 2 min |
              ^^^^^ unit-mix 2 min here, 90 s elsewhere
        | c | 150 s |
        | d | 600 s |
        ### Keys
        | Key | Type | Range | Default |
        |---|---|---|---|
        | gap | integer | 1 to 50 mm | 2 cm |
                                       ^^^^ unit-mix
        ### Widths
        | Width | Used for |
        |---|---|
        | 30 min | watch |
        | 60 min | bulletin |
        | 360 min | notice |
        | 24 h | yearbook |
          ^^^^ unit-mix 24 h here, 30 min elsewhere
        ### Delays
        | Fault | Delay |
        |---|---|
        | boom broken | 0 s |
        | one light dark | 5 s |
        | door open | 30 s |
        | fan stuck | 20 s |
        | lamp loose | 10 s |
        | mains lost | 1 min |
                       ^^^^^ unit-mix 1 min here, 0 s elsewhere
        ### Labels
        A label is 100 mm wide and 50 mm high.

        It carries the number in figures 1.5 cm high.
                                         ^^^^^^ unit-mix 1.5 cm here, 100 mm elsewhere
    """,
    "example-violates-constraint in options, keys, commands and counts": """
        # A
        @id: A
        ## Requirements
        ### Keys
        | Key | Type | Range | Default |
        |---|---|---|---|
        | `retry_gap` | integer | 1 to 90 s | 5 s |
        ### Commands
        | Command | Arguments | Limits |
        |---|---|---|
        | `fan` | speed | 0 to 7 |
        | `pour` | cup, volume | cup 1 to 6, volume 20 ml to 300 ml |
        ### Bounds
        | Quantity | Min | Max |
        |---|---|---|
        | `width_mm` | 10 mm | 440 mm |
        | print density | 1 | 9 |
        ### Options
        **Accepts:** the options `--copies`, a number from 1 to 50, and `--tray`, a number from 1 to 3.

        **Errors:**
        - `--copies` or `--tray` outside its range -> exit code 2, message with the range
        ### Guests
        A booking has at most 12 guests.
        ## Examples
        ### One
        **Input:**
        ```
        retry_gap = 300
                    ^^^ example-violates-constraint retry_gap is 300 here, and must be at least 1 and at most 90 s
        fan 9
            ^ example-violates-constraint
        print --density 11 --copies 80
                        ^^ example-violates-constraint must be at most 9
                                    ^^ example-violates-constraint
        {"guests": 15, "cup": 8, "width_mm": 640}
                   ^^ example-violates-constraint must be at most 12
                              ^ example-violates-constraint
                                             ^^^ example-violates-constraint
        ```
        **Output:**
        ```
        ok
        ```
    """,
    "example-violates-constraint by a name of several words, a count said twice, and a length": """
        # A
        @id: A
        ## Requirements
        ### Query
        **Accepts:** a limit from 1 record to 5,000 records, and a badge of 6 digits.

        **Errors:**
        - badge of the wrong length -> the field turns red, and nothing is sent
        ## Constraints
        | Parameter | Minimum | Maximum | Unit |
        |---|---|---|---|
        | cable to counting head | 10 | 2,500 | m |
        ## Examples
        ### One
        **Input:**
        ```
        cable to counting head = 2900 m
                                 ^^^^ example-violates-constraint at most 2500
        limit = 8000
                ^^^^ example-violates-constraint at most 5000
        {"badge": "79104"}
                  ^^^^^^^ example-violates-constraint exactly 6
        ```

        **Output:**
        ```
        3 rows
        ```
    """,
    "number-without-unit of an age, a stay or a relation": """
        # A
        ## Requirements
        ### R
        - Snapshots that are older than 30, or unused, shall be deleted.
                                        ^^ number-without-unit 30 of what? Write the unit
        - The lamp shall blink for at least 5.
                                            ^ number-without-unit
        - The pump shall stop at most 20 after the leak is found.
                                      ^^ number-without-unit
        - The sensor shall be polled every 15.
                                           ^^ number-without-unit
        - The crate shall be at most 120 long.
                                     ^^^ number-without-unit
        - Plates that are warmer than 70 shall be left alone.
                                      ^^ number-without-unit
        - The probe shall be swapped if it differs by more than 40 from its twin and by more than 40 cm from the last.
                                                                ^^ number-without-unit
    """,
    "performance-without-number though something else has one": """
        # A
        ## Requirements
        ### R
        The help shall be printed quickly on the computer, which has 4 cores.
                                  ^^^^^^^ performance-without-number
        If more than 100 users search, the service shall answer quickly.
                                                                ^^^^^^^ performance-without-number
        The list of 340 boxes shall be printed quickly.
                                               ^^^^^^^ performance-without-number
    """,
    "vague-quantity of what is counted until something happens": """
        # A
        ## Requirements
        ### R
        After several failed attempts, the door shall be locked.
              ^^^^^^^ vague-quantity
        When the line is silent for several seconds, the modem shall hang up.
                                    ^^^^^^^ vague-quantity
        When many lines have been rejected, the reader shall stop.
             ^^^^ vague-quantity
    """,
    "vague-adjective of a weight": """
        # A
        ## Requirements
        ### R
        The lid shall be lightweight.
                         ^^^^^^^^^^^ vague-adjective
    """,
    "unspecific-verb of a clause that ends": """
        # A
        ## Requirements
        ### R
        The app adds the three numbers of a feeding.
        The app processes these numbers.
                ^^^^^^^^^ unspecific-verb
    """,
    "contradictory-constant in other words, of one who restates": """
        # A
        @id: A
        ## Requirements
        ### Pause
        When an alarm enters Paused, the panel shall start an audio pause of 120 s for that alarm.
        ### Refresh
        Both displays are refreshed each 50 ms, and at once when the mode changes.
        ### Batches
        The gateway batches readings and flushes the batch every 15 seconds.
        ### Inner door
        The inner door opens within 5 s.
        ### Outer door
        The outer door opens within 10 s.
        ## Constraints
        - The audio pause lasts 3 minutes and cannot be configured.
                                ^^^^^^^^^ contradictory-constant 3 minutes here, 120 s above: write one value for both
        - The displays are refreshed each 40 ms; multiplexing runs at 400 Hz.
                                          ^^^^^ contradictory-constant 50 ms above
        - Batches of readings are flushed each 20 seconds.
                                               ^^^^^^^^^^ contradictory-constant 15 seconds above
        ## Acceptance Criteria
        - The outer door opens within 15 s of a badge.
                               ^^^^^^^^^^^ contradictory-constant within 10 s above
    """,
    "contradictory-constant of a term in an architecture": """
        # A
        @id: A
        ## Glossary
        ### Travel limit
        The longest time, 10 s, that a barrier may take between its two ends.
        #- a.amd
        # Architecture
        @spec: A
        ## Components
        ### Timers
        @path: timers.py
        Turns the amber period of 3 s and the travel limit of 8 s into events.
                                                              ^^^ contradictory-constant 10 s in main.smd
    """,
    "unit-mix of one value in other words": """
        # A
        @id: A
        ## Requirements
        ### REQ-16 Link supervision
        When no valid frame has arrived for 2 s, the panel shall raise an alarm.
        ### Ingest
        Request body at most 256 KiB.
        ### Sleep
        IDLE comes after 10 min without a press of any button. The belt stops within 250 ms of the emergency key.
        ### Verify
        Reject when `t` differs from the clock by more than 300 s, either way.

        **Errors:**
        - `t` more than 5 min off -> reject with `stale`
                        ^^^^^ unit-mix more than 5 min here, more than 300 s elsewhere: write both in one unit
        ## Constraints
        - The link-loss time of REQ-16 is 2000 ms.
                                          ^^^^^^^ unit-mix 2 s elsewhere
        - Body of the request to `/v1/events` at most 262,144 bytes.
                                                      ^^^^^^^^^^^^^ unit-mix at most 256 KiB elsewhere
        - The clock falls asleep 600 s after the last press.
                                 ^^^^^ unit-mix 10 min elsewhere
        ## Acceptance Criteria
        - The belt halts 0.25 s after the emergency key was hit.
                         ^^^^^^ unit-mix within 250 ms elsewhere
    """,
    "near-duplicate in another order and in other forms": """
        # A
        @id: A
        ## Requirements
        ### One
        When a valid ticket is inserted, the station shall show the amount due.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        The software shall store the state of the motor within 15 ms.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        A file that cannot be read does not fail a job.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        ### Two
        The station must show the amount due once valid tickets have been inserted.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        The controller stores the motor state within 15 ms.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        It is counted; a file that can't be read doesn't fail the job.
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
    """,
    "requirement-against-non-goal in another order": """
        # A
        @id: A
        ## Requirements
        ### One
        When a call comes in, the panel shall forward it to the pager network by radio.
                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal
        A household may share a recipe with another household.
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal
        The gateway encrypts each backup.
                    ^^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal
        The filter `x-*` subscribes to all of them.
                         ^^^^^^^^^^ requirement-against-non-goal
        ## Non-Goals
        - No call is forwarded to a pager or a network.
        - Sharing recipes with other households
        - The gateway does not encrypt backups.
        - No open subscriptions (`x-*`).
    """,
    "near-duplicate in other words": """
        # A
        @id: A
        ## Requirements
        ### One
        Uploads of more than 64 MiB are discarded by the gateway with code 413.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        Every label carries the number of the batch, the date of harvest and the field.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        ### Two
        The gateway MUST ignore uploads larger than 64 MiB with the code 413.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        Labels show field, batch number and harvest date.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
    """,
    "term-drift in the possessive, before a noun, and before an arrow": """
        # A
        @id: A
        ## Requirements
        ### One
        The customer pays. A customer has a name, and the customer number is printed.
        It is sent to the client's address. The client number is on the letter.
                          ^^^^^^ term-drift 'customer'
                                                ^^^^^^ term-drift 'customer'
        The visit ends. A visit has a number; visits are counted.
        **Errors:**
        - fewer than two encounters -> 404
                         ^^^^^^^^^^ term-drift 'visits'
        ## Glossary
        ### Customer
        @term: client
        ### Visit
        @term: encounter
    """,
    "term-drift of the terms of a spec that builds on this one, and of one that this one names": """
        # A
        @id: A
        ## Requirements
        ### One
        Terms are used as in the glossary of `C`.
        A snapshot is written last. A snapshot holds a tree. The restore point is verified.
                                                                 ^^^^^^^^^^^^^ term-drift 'snapshot'
        The setpoint is kept. A setpoint has a unit. The target temperature is shown.
                                                         ^^^^^^^^^^^^^^^^^^ term-drift 'setpoint'
        #- b.smd
        # B
        @id: B
        @depends: A
        ## Requirements
        ### One
        It runs.
        ## Glossary
        ### Snapshot
        @term: restore point
        #- c.smd
        # C
        @id: C
        ## Glossary
        ### Setpoint
        @term: target temperature
    """,
    "term-drift with words that no glossary names": """
        # A
        @id: A
        ## Requirements
        ### One
        A delivery has an id. Each delivery is kept. The delivery ends.
        At most 9 are tried per dispatch.
                                ^^^^^^^^ term-drift The glossary seems to call this 'delivery'
        The audio pause lasts 9 s. An audio pause ends. No audio pause is shown.
        In the silence period, it waits.
               ^^^^^^^^^^^^^^ term-drift 'audio pause'
        A record is small. The record is written. Records are read.
        It begins at the oldest journal entry.
                                ^^^^^^^^^^^^^ term-drift 'record'
        The audit log is kept. An audit log grows. Nobody reads an audit log.
        It is written to the audit journal.
                             ^^^^^^^^^^^^^ term-drift 'audit log'
        ## Glossary
        - **delivery**: the job to bring an event to its place
        - **audio pause**: The interval in which the alarm is silent.
        ### record
        16 bytes in the log that describe what happened.
        ### audit log
    """,
    "undefined-acronym before a hyphen and in the possessive": """
        # A
        @id: A
        ## Requirements
        ### One
        Range is EOL-corrected. The number of the TMC's control room is printed.
                 ^^^ undefined-acronym
                                                  ^^^ undefined-acronym
    """,
    "error-path-missing where the text sets the limit": """
        # A
        @id: A
        ## Requirements
        ### Setpoint
        The ceiling setpoint shall be between 50 °C and 300 °C.

        **Accepts:** a setpoint in °C
          ^^^^^^^ error-path-missing
        ### Zone
        Thresholds are 50 J/cm² to 400 J/cm².

        **Accepts:** zone, threshold, duration
          ^^^^^^^ error-path-missing
        ### Boat
        A name has 1 to 500 characters.

        **Accepts:** the fields above
          ^^^^^^^ error-path-missing
        ### Mark
        **Accepts:** points and the maximum of the task
          ^^^^^^^ error-path-missing
    """,
    "error-path-missing where the others say it, and where what failed is no error": """
        # A
        @id: A
        ## Requirements
        ### Replay
        Sends a delivered or failed delivery again.

        **Accepts:** delivery id
          ^^^^^^^ error-path-missing
        ### Light
        Brightness has four levels, 1 to 4, and is 3 after switching on.

        **Accepts:** the level, line feed
          ^^^^^^^ error-path-missing
        ### Find
        **Accepts:** `bass` or `treble`, after a request
          ^^^^^^^ error-path-missing
        ### All
        **Accepts:** any text
        ### Rate
        Above the limit: `429 slow_down`, no request after it.
        #- b.smd
        # B
        @id: B
        ## Requirements
        ### Move
        **Accepts:** book and shelf
          ^^^^^^^ error-path-missing
        ### Many
        **Accepts:** a
        **Errors:** None
        ### Many more
        **Accepts:** b
        **Errors:** None
        ### Most
        **Accepts:** c
        **Errors:** None
    """,
    "error-path-missing where what is ignored is no bad input": """
        # A
        @id: A
        ## Requirements
        ### Title
        Hyphens in the number are ignored; each is looked up.

        **Accepts:** an ISBN of 13 digits
          ^^^^^^^ error-path-missing
    """,
    "contradictory-constant in tables of several columns": """
        # A
        @id: A
        ## Requirements
        ### Limits
        | Limit | Threshold | Delay |
        |---|---|---|
        | cell over-voltage | 4.25 V | 1 s |
                              ^^^^^^ contradictory-constant 4.20 V below
        | cell under-voltage | 2.80 V | 2 s |

        | Quantity | Minimum | Maximum |
        |---|---|---|
        | board temperature | -20 °C | 60 °C |
                              ^^^^^^ contradictory-constant at least -20 °C here, at least 70 °C below
                                       ^^^^^ contradictory-constant at most 60 °C here, at least 70 °C below
        ### Cells
        The cell over-voltage threshold is 4.20 V.
                                           ^^^^^^ contradictory-constant 4.25 V above
        The board temperature is at least 70 °C.
                                 ^^^^^^^^^^^^^^ contradictory-constant at least -20 °C above
    """,
    "contradictory-constant beside other quantities": """
        # A
        @id: A
        ## Requirements
        ### One
        The fan shall run above 55 °C at the heat sink and stop below 45 °C.
                          ^^^^^^^^^^^ contradictory-constant above 50 °C below
        A template has at most 5 MB and 2,000 rows.
                       ^^^^^^^^^^^^ contradictory-constant at most 6 MB below
        Verdicts are kept for 7 days, dead ones for 1 hour.
                              ^^^^^^ contradictory-constant 8 days below
        A loan can be renewed 3 times.
                              ^ contradictory-constant 2 below
        ### Two
        The fan shall run above 50 °C at the heat sink.
                          ^^^^^^^^^^^ contradictory-constant above 55 °C above
        A template has at most 6 MB.
                       ^^^^^^^^^^^^ contradictory-constant at most 5 MB above
        Verdicts are kept for 8 days.
                              ^^^^^^ contradictory-constant 7 days above
        A loan can be renewed 2 times.
                              ^ contradictory-constant 3 above
    """,
    "unit-mix of what nothing is above, of the rows of a table, and in other words of one section": """
        # A
        @id: A
        ## Requirements
        ### One
        The display shall show no expected wait above 240 minutes.
        | Rule | Limit |
        |---|---|
        | shortest cue | 833 ms |
        ### Two
        The display shall show no expected wait above 4 hours. The shortest cue is 0.833 s.
                                                      ^^^^^^^ unit-mix 4 hours here, above 240 minutes elsewhere
                                                                                   ^^^^^^^ unit-mix 0.833 s here
        ### Three
        The software shall sample each thermocouple every 0.25 s.
        It shall sample thermocouples every 250 ms in standby too.
                                            ^^^^^^ unit-mix
        ### Four
        A log holds 20 min. A log holds 1,200 s. It is full.
                                        ^^^^^^^ unit-mix 1,200 s here, 20 min elsewhere
        The voltage of a pack is shown as 36 V and stored as 36000 mV.
                                                             ^^^^^^^^ unit-mix 36000 mV here, 36 V elsewhere
    """,
    "state-table-gap of what follows nowhere": """
        # A
        ## Requirements
        ### Final
        State "Dead" is final.
        | State | Event | Next state |
        |---|---|---|
        | Idle | timeout | Standby |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap The row leads to Standby, and nothing says what follows
        | Idle | fault | Dead |
        ### Counted
        It is in exactly one of two states.
        | State | Event | Next state |
        |---|---|---|
        | Idle | start | Busy |
        | Busy | stop | Ready |
        ^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap leads to Ready, which is none of the states
        | Busy | pause | Idle |
        ### Listed
        A door is in one of the states `open`, `closed`, `locked` and `jammed`.
        | From | Event | To |
        ^^^^^^^^^^^^^^^^^^^^^ state-table-gap The text names the state jammed, and no row has it
        |---|---|---|
        | open | push | closed |
        | closed | key | locked |
        | locked | key | closed |
        | closed | pull | open |
        ### Misspelt
        | From | Event | To |
        |---|---|---|
        | Service | close | Idle |
        | Idle | open | Sevice |
        ^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap The row leads to Sevice, and the rows are for Service
        | Idle | push | Service |
        ### Matrix
        | State | start | stop |
        |---|---|---|
        | idle | busy | idle |
        | busy | busy | idle |
        | lost | busy | idle |
          ^^^^ state-table-gap No row leads to the state lost
    """,
    "state-table-gap of decisions under any title, and by ranges": """
        # A
        ## Requirements
        ### One
        | size exceeded | age exceeded | due |
        |---|---|---|
        | no | no | no |
        | no | yes | yes |
        | no | yes | no |
        ^^^^^^^^^^^^^^^^^ state-table-gap Another row decides size exceeded no, age exceeded yes differently
        | yes | - | yes |
        ### Two
        | Radiation | Hot | Screen |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap No row decides Radiation 500 to 750, Hot no
        |---|---|---|
        | below 500 | no | open |
        | below 500 | yes | open |
        | 500 to 750 | yes | 60 % |
        | above 750 | no | 60 % |
        | above 750 | yes | 85 % |
    """,
    "example-violates-constraint by what prose and lists say": """
        # A
        @id: A
        ## Requirements
        ### Ranges
        Optional `overlap_h`, an integer from 0 to 72, default 24. Levels run from 1 to 5.
        - **port**: number between 1024 and 49151
        - `retries` (integer, 0–5): how often it is tried again.

        The item weight is limited to 30 kg. A room name must not be longer than 12 characters.

        **Errors:**
        - `overlap_h` is outside 0 to 72 -> `422 bad_overlap`
        - the level is below 1 or above 5 -> the level stays as it was
        ### Values
        An endpoint is active, paused, disabled or deleted.
        A `priority` of `low` or `high`. The `unit` is one of:
        - `kg`
        - `lb`
        ### Modes
        | Mode | Lamp |
        |---|---|
        | idle | off |
        | washing | on |
        | spinning | on |
        ## Examples
        ### E
        **Input:**
        ```
        {"overlap_h": 96, "retries": 9, "priority": "urgent", "unit": "g"}
                      ^^ example-violates-constraint overlap_h is 96 here, and must be at least 0 and at most 72
                                     ^ example-violates-constraint
                                                    ^^^^^^^^ example-violates-constraint one of low, high
                                                                      ^^^ example-violates-constraint one of kg, lb
        port = 80, item weight 31 kg, room name "Grand Ballroom East"
               ^^ example-violates-constraint port is 80 here
                               ^^ example-violates-constraint
                                                ^^^^^^^^^^^^^^^^^^^^^ example-violates-constraint at most 12 long
        level 7
              ^ example-violates-constraint level is 7 here
        ```
        **Output:**
        ```
        set level 7
        {"state": "suspended", "mode": "drying"}
                  ^^^^^^^^^^^ example-violates-constraint state is "suspended" here, and must be one of active, paused
                                       ^^^^^^^^ example-violates-constraint mode is "drying" here
        ```
    """,
    "state-table-gap by numbers, bands, other names of states, and decisions by name": """
        # A
        ## Requirements
        ### Counted
        | In | When | Goes to |
        |---|---|---|
        | sending | retry or throttled, attempt 1 to 7 | waiting |
        | sending | retry or throttled, attempt 7 | failed |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap lead to waiting and failed
        | sending | lost, try 1 to 3 | waiting |
        | sending | lost, try 5 or more | failed |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap No row is for sending, lost with 4
        | waiting | due | sending |
        ### An event for a state
        | State | Event | Next state |
        |---|---|---|
        | idle | due | busy |
        | busy | failed | idle |
        | busy | abandoned | failed |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap failed, which is an event and no state
        ### Modes
        A press in setup does nothing else.
        | Mode | GO | MENU |
        |---|---|---|
        | setup | ready | setup |
        | ready | | setup |
          ^^^^^ state-table-gap State ready does not say what GO leads to
        ### No row
        A tap is open, closed or locked.
        | Tap | press | leak |
        ^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Cells lead to locked, and no row is for it
        |---|---|---|
        | open | closed | locked |
        | closed | open | closed |
        ### Bands
        | Score | Grade |
        |---|---|
        | 0 to 49 | fail |
        | 50 to 64 | pass |
        | 70 to 84 | good |
          ^^^^^^^^ state-table-gap No row decides what lies between 50 to 64 and 70 to 84
        | over 84 | great |

        | Weight | Price |
        |---|---|
        | up to 2 kg | 4 € |
        | 2 kg to 5 kg | 6 € |
        | 4 kg to 10 kg | 9 € |
          ^^^^^^^^^^^^^ state-table-gap 4 kg to 10 kg overlaps 2 kg to 5 kg
        | over 10 kg | none |
        ### Names
        | Weather | Wind | Decision |
        |---|---|---|
        | dry | calm | go |
        | dry | strong | wait |
        | rain | calm | wait |
        | rain | strong | stop |
        | rain | calm | go |
        ^^^^^^^^^^^^^^^^^^^^ state-table-gap Another row decides rain, calm differently
        ### Fees
        | Member | Holiday | Fee |
        |---|---|---|
        | yes | yes | 0 |
        | yes | no | 5 |
        | no | yes | 8 |
        | no | no | 10 |
        | yes | no | 4 |
        ^^^^^^^^^^^^^^^^ state-table-gap Another row decides Member yes, Holiday no differently
    """,
    "example-violates-constraint by errors, options, units and plain words": """
        # A
        @id: A
        ## Requirements
        ### Boats {#boats}
        **Errors:**
        - the handicap is outside 60 to 160 -> `BoatError`
        - the `page` is below 1 or above 500 -> 400
        ### Requests {#requests}
        `--timeout N` changes it; N is 1 to 120.
        | Option | Unit | Min | Max |
        |---|---|---|---|
        | fan | % | 20 | 100 |
        | charge | g | 200 | 1,500 |

        | Key | Range |
        |---|---|
        | `interval` | `1h` to `30d` |
        | `keep` | integer, 1 to 366 |
        ### Air {#air}
        **Accepts:** a temperature from -30 °C to 60 °C and a delay from 1 s to 10 s, and `rate` from 1 to 9, default 3
        ## Examples
        ### One
        **Input:**
        ```
        sailed 3600 s, handicap 165
                                ^^^ example-violates-constraint handicap is 165 here, and must be at least 60
        GET /titles?q=x&page=600
                             ^^^ example-violates-constraint page is 600 here
        links --online --timeout 300 docs
                                 ^^^ example-violates-constraint timeout is 300 here
        charge 2 kg, fan 10 %
               ^ example-violates-constraint charge is "2 kg" here, and must be at most 1500 g
                         ^^ example-violates-constraint fan is "10 %" here, and must be at least 20 %
        photos: interval 45d, overdue 2h, keep=400, rate: 12
                         ^^ example-violates-constraint interval is "45 d" here, and must be at least 1 and at
                                               ^^^ example-violates-constraint
                                                          ^^ example-violates-constraint
        ```
        **Output:**
        ```
        ok
        ```
        #- a.vmd
        @spec A
        @covers boats
        corrected(seconds, handicap)
        slow | 5400 | 180 | 3000
                      ^^^ example-violates-constraint
        @covers air
        absolute(celsius, delay_ms, rate)
        hot  | 75.0 | 5000  | 3 | 24.0
               ^^^^ example-violates-constraint celsius is 75.0 here
        late | 20.0 | 11000 | 3 | 24.0
                      ^^^^^ example-violates-constraint delay_ms is 11000 here
    """,
    "open-ended-list beside numbers": """
        # A
        ## Requirements
        ### One
        **Returns:** status 201 and the booking: its number, the room, the state `held`, and so on.
                                                                                         ^^^^^^^^^ open-ended-list
        ### Two
        The report shall list the 20 newest entries with name, date, and so on.
                                                                     ^^^^^^^^^ open-ended-list
    """,
    "count-mismatch in a sentence without a last and": """
        # A
        ## Requirements
        ### One
        Each cell holds one of these three things: a wall, a door, a key, a trap.
                                     ^^^^^ count-mismatch three promises 3, and 4 words or
        The lamp knows two colours: red, amber, green.
                       ^^^ count-mismatch two promises 2, and 3 words or
    """,
    "state-table-gap of names, ranges and any": """
        # A
        ## Requirements
        ### Any
        | Range test | Spike test | Flat test | Flag |
        |---|---|---|---|
        | failed | any | any | bad |
        | any | failed | any | suspect |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Range test failed, Spike test failed
        | passed | passed | failed | suspect |
        | passed | passed | passed | good |
        ### Numbers
        | Entry | Exit | Difference | Status |
        |---|---|---|---|
        | healthy | healthy | 0 | clear |
        | healthy | healthy | 0 or above | occupied |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Exit healthy, Difference 0 differently
        | healthy | healthy | below 0 | disturbed |
        | healthy | faulty | any | disturbed |
        | faulty | any | any | disturbed |
        ### No row
        | Probe A | Probe B | Door | Status |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap No row decides Probe A broken, Probe B ok, Door open
        |---|---|---|---|
        | ok | ok | open | idle |
        | ok | ok | shut | run |
        | ok | broken | any | stop |
        | broken | ok | shut | stop |
        | broken | broken | any | stop |
        ### A gap
        | In stock | Crates | Proposal |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap No row decides In stock yes, Crates 50 to 60
        |---|---|---|
        | yes | 1 to 50 | replace |
        | yes | more than 60 | ask |
        | no | 1 to 50 | credit |
        | no | more than 50 | ask |
    """,
    "state-table-gap of a few bands before a decision": """
        # A
        ## Requirements
        ### Two
        | Crates | Action |
        |---|---|
        | up to 50 | send |
        | more than 60 | ask |
          ^^^^^^^^^^^^ state-table-gap what lies between up to 50 and more than 60
        ### Both
        | Crates | Action |
        |---|---|
        | up to 50 | send |
        | 50 or more | ask |
          ^^^^^^^^^^ state-table-gap 50 or more overlaps up to 50
        ### Three
        | Days late | Fee |
        |---|---|
        | 1 to 7 | 1 € |
        | 7 to 14 | 2 € |
          ^^^^^^^ state-table-gap 7 to 14 overlaps 1 to 7
        | 15 or more | 3 € |
    """,
    "state-table-gap of an empty cell beside words that nothing happens": """
        # A
        ## Requirements
        ### Lid
        "Stays" means that nothing changes.
        | State | pressed | cable in | battery empty |
        |---|---|---|---|
        | Sleeping | Watching | Charging | stays |
        | Watching | stays | Charging | |
          ^^^^^^^^ state-table-gap State Watching does not say what battery empty leads to
        | Charging | Sleeping | stays | stays |
    """,
    "state-table-gap where one word says that nothing happens": """
        # A
        ## Requirements
        ### Order
        "Refused" means that the state stays.
        | State | pay | ship | cancel | expire |
        |---|---|---|---|---|
        | open | paid | refused | cancelled | refused |
        | paid | refused | shipped | refused | refused |
        | shipped | refused | refused | refused | refused |
        | cancelled | refused | refused | refused | refused |
        | expired | refused | refused | refused | refused |
          ^^^^^^^ state-table-gap No row leads to the state expired
        ### Pump
        It is in one of four states; "same" means that nothing changes.
        | State | leak | dry | hot | cold | broken | works |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Cells lead to blind, and no row
        |---|---|---|---|---|---|---|
        | normal | leaking | same | hot | same | blind | same |
        | hot | leaking | same | same | normal | blind | same |
        | leaking | same | normal | same | same | same | same |
        ### Gate
        The gate is always in one of five states. "Alarm" rings the bell.
        | State | badge | timeout | car passed | blocked |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Cells lead to jammed, and no row
        |---|---|---|---|---|
        | closed | opening | – | – | – |
        | opening | – | jammed | open | jammed |
        | open | – | closing | – | alarm |
        | closing | opening | – | closed | opening |
        ### Twice
        | Door shut | Pan inside | Reaction |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap No row decides Door shut no, Pan
        |---|---|---|
        | yes | yes | heats |
        | yes | no | beeps |
        | no | yes | shows `door` |
        | no | yes | shows `pan` |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Another row decides Door shut no, Pan
        ### Twice under any title
        | Door shut | Pan inside | Display |
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap No row decides Door shut no, Pan
        |---|---|---|
        | yes | yes | heats |
        | yes | no | beeps |
        | no | no | shows `door` |
        | no | no | shows `pan` |
        ^^^^^^^^^^^^^^^^^^^^^^^^^ state-table-gap Another row decides Door shut no, Pan
    """,
    "requirement-against-non-goal instead of something else, of any kind, and of two deeds": """
        # A
        @id: A
        ## Requirements
        ### One
        Instead of a pause, a member may choose Friday or Saturday as the delivery day of that week.
                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal
        The lid shall answer each press with a beep.
                                               ^^^^ requirement-against-non-goal 'Making sounds of any kind'
        When it is warm, the lid shall cool the jar.
                                       ^^^^^^^^^^^^ requirement-against-non-goal 'Heating or cooling the jar'
        ## Non-Goals
        - Choosing a delivery day: every box goes out on Thursday.
        - Making sounds of any kind.
        - Heating or cooling the jar.
    """,
    "error-path-missing beside what fails a test": """
        # A
        ## Requirements
        ### Range test
        A reading fails the range test if its level is outside the range of its station.
        ### Stations
        It shall return the settings.

        **Accepts:** the path of a file with at most 2000 stations; each has a lowest level.
          ^^^^^^^ error-path-missing
    """,
    "term-drift before a verb with a particle, and of a word for all sorts of things": """
        # A
        @id: A
        ## Requirements
        ### One
        A packer gets the list, each packer reads it, and a helper ticks off each crate.
                                                            ^^^^^^ term-drift calls this 'packer'
        A packet holds 20 readings. The phone confirms each frame. If a packet is lost, the lid sends that packet again.
                                                            ^^^^^ term-drift calls this 'packet'
        ## Glossary
        ### Packer
        @term: helper
        Who packs.
        ### Packet
        @term: frame, datagram
        Up to 20 readings.
    """,
    "term-drift before a verb, an adverb, and in the plural": """
        # A
        @id: A
        ## Requirements
        ### One
        The borrower gets a card. A borrower has at most 5 books. Each borrower pays. The archive is kept.
        An archive has a date. Each archive is small.
        - The patron needs a valid card.
              ^^^^^^ term-drift calls this 'borrower'
        - The desk calls the reader every week.
                             ^^^^^^ term-drift calls this 'borrower'
        ### Two
        Two readers share a card, and the desk tells the patron first.
            ^^^^^^^ term-drift calls this 'borrowers'
                                                         ^^^^^^ term-drift calls this 'borrower'
        The tool deletes the oldest bundle first, and a tarball twice.
                                    ^^^^^^ term-drift seems to call this 'archive'
                                                        ^^^^^^^ term-drift seems to call this 'archive'
        ## Glossary
        ### borrower
        A person who takes books home.
        @term: reader, patron
        ### archive
        One file that holds a whole folder.
    """,
    "near-duplicate in other words of one section": """
        # A
        @id: A
        ## Requirements
        ### Motor
        While the lid is open, the mixer shall not start the motor. It hums.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        The mixer must never start its motor with the lid open.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        ### Valve
        When a valve reports no flow for 5 s, the controller shall close it.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        - A valve is closed by the controller if it has reported no flow for 5 s.
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        ### Receipt
        After the last page is printed, the kiosk shall cut the paper and eject the receipt.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        The kiosk cuts the paper and ejects the receipt once the last page is printed.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        ### Seat
        A seat that somebody has reserved stays as it is, with a red frame.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        If a seat is reserved by somebody, it stays as it is with a red frame around it.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        ### Secrets
        The service MUST NOT write passwords or keys to a log.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
        ### Log
        It MUST NOT write keys or passwords to a log.
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ near-duplicate in this file
    """,
    "requirement-against-non-goal by what is supported, missing, alike, or one of two": """
        # A
        @id: A
        ## Requirements
        ### One
        A click with the mouse on a card turns it over.
                         ^^^^^ requirement-against-non-goal 'Mouse support
        The score shall be sent to the online ranking.
                                       ^^^^^^^^^^^^^^ requirement-against-non-goal 'online ranking
        The desk shall lengthen the reservation by a night.
                       ^^^^^^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal 'Extending a book
        The recorder shall set its clock by radio each night.
                           ^^^^^^^^^^^^^ requirement-against-non-goal 'A clock that set
        A recipient may create an account with a password.
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal 'Accounts for rec
        The code shall have 4 letters and 4 digits.
            ^^^^^^^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal 'Letters in codes
        ### Two
        The controller shall switch the heater on below 20 °C.
                             ^^^^^^^^^^^^^^^^^ requirement-against-non-goal 'Switching a heat
        The service shall send each delivery by e-mail as well.
                                    ^^^^^^^^^^^^^^^^^^ requirement-against-non-goal 'Deliveries by e-
        The member may export the calendar as a file.
                       ^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal 'Import and expor
        Archives shall be encrypted with a key, and the shop shall take the payment by card.
                          ^^^^^^^^^ requirement-against-non-goal 'Encryption
        A user shall be able to share a list with other people.
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ requirement-against-non-goal 'Sharing lists wi
        ## Non-Goals
        - Mouse support. Nobody asked.
        - An online ranking. The table stays on this computer.
        - Extending a booking. A guest who stays longer books again.
        - A clock that sets itself.
        - Accounts for recipients.
        - Letters in codes. The keypads have digits only.
        - Switching a heater or a chiller. Those have thermostats.
        - Deliveries by e-mail or text message.
        - Import and export of calendars.
        - Encryption.
        - Sharing lists with other people.
    """,
}

SILENT = {
    "contradictory-constant: other things near by, and tests of a limit": """
        # Press
        @id: PRESS
        ## Overview
        A sheet is given in 20 s by the press. The ink dries for 15 s before the next sheet.
        ## Requirements
        ### Rest
        The press shall rest 10 s after a sheet.
        ### Roller
        The roller shall turn at most 12 minutes without oil. The roller shall be cleaned every 30 minutes.
        ### Paper
        The tray holds at most 500 sheets, and the drawer at most 200 sheets.
        ### Heat
        The heat shall be between 20 °C and 60 °C. The lamp draws 2 A to 3 A.
        ## Acceptance Criteria
        - The roller turns for 10 minutes in the long run of the test.
        - With 300 sheets in the tray, the press prints 300 copies.
        - A roller without oil turns 11 minutes.
        - When the deletion of a sheet fails, the next one is there, and the exit code is 4.
        - From a tray with 3 sheets nothing is deleted, and the exit code is 0.
        - The motor draws 2 A to 5 A; the room is between 20 °C and 30 °C.
        ## Glossary
        - **slot**: at most 90 sheets of the tray, for 5 minutes.
    """,
    "unit-mix: units of different magnitudes": """
        # A
        @id: A
        ## Requirements
        ### R
        The valve opens within 50 ms, and the pump runs for 2 s. The hose is 0.8 m long, the clip 35 mm wide.
        It waits 0.5 s (500 ms) before it starts. A lease of 30 min is renewed each 90 s, and ends after 1 h.

        | Step | Hold | Gap |
        |---|---|---|
        | a | 10 s | 5 mm |
        | b | 30 s | 6 mm |
        | c | 2 min | 7 mm |
        | d | 1 h | 2 cm |

        | Retry | Wait |
        |---|---|
        | first | 5 s |
        | second | 10 s |
        | third | 30 s |
        | fourth | 1 min |

        | Parameter | Minimum | Maximum | Default |
        |---|---|---|---|
        | shutter delay | 10 ms | 5 s | 1 s |
    """,
    "example-violates-constraint: a refusal in plain words, an id, a value that is allowed": """
        # A
        @id: A
        ## Requirements
        ### Keys
        | Key | Type | Range |
        |---|---|---|
        | `retry_gap` | integer | 1 to 90 s |
        ### Guests
        A booking has at most 12 guests. A level is between 1 and 15.
        ## Examples
        ### A level that does not exist
        **Input:**
        ```
        run --level 16
        ```
        **Output:**
        ```
        run: --level: 16 is not between 1 and 15
        ```
        ### Two
        **Input:**
        ```
        {"guest": 15, "guests": 8, "retry_gap": 90}
        ```
        **Output:**
        ```
        ok
        ```
    """,
    "example-violates-constraint: a part of a longer name, and the same measures": """
        # A
        @id: A
        ## Requirements
        ### Packets
        A packet holds up to 20 readings.
        ### Orders
        **Accepts:** a limit from 1 record to 5,000 records, and a list from 2 items to 6 items.
        ## Examples
        ### One
        **Input:**
        ```
        new readings = 144
        limit = 5000
        cable to counting head = 2.5 km
        ```

        **Output:**
        ```
        8 packets
        ```
        ## Constraints
        | Parameter | Minimum | Maximum | Unit |
        |---|---|---|---|
        | cable to counting head | 10 | 2,500 | m |
    """,
    "number-without-unit: counts, versions and units that follow": """
        # A
        ## Requirements
        ### R
        - The table seats at most 8. Every 2 or 3 days it shall run. Every 2nd row is grey.
        - A name shorter than 2 or longer than 40 characters shall be refused.
        - It shall run for at least 3 of the 5 days. It shall hold for at least 5 and at most 10 users.
        - Of 40 shifts, the estimate shall be right for at least 38.
        - It shall warn by at least 3 in 5 cases and by at least 2 lamps. A score differs by more than 4 from the last.
        - It shall be shown if it differs by more than 4 and by 5 cm, and hidden if by more than 9 in 10 days.
        - A version older than 2.1 shall be refused. The count shall be at most 3 before the first delivery.
    """,
    "vague-adjective: with a number": """
        # A
        ## Requirements
        ### R
        The lid shall be lightweight, 90 g at most.
    """,
    "unspecific-verb: a noun, and how": """
        # A
        ## Requirements
        ### R
        The processes of the app stop at night.
        The app processes the numbers in the order of arrival, and processes each file once it is closed.
    """,
    "vague-quantity: what is enough, and more than one": """
        # A
        ## Requirements
        ### R
        When several jobs fit, the last one shall count. When many jobs fit, the first of them shall.
        The printer shall take a range of numbers, from 1 to 500.

        **Errors:**
        - no box is large enough -> the order shall be split
    """,
    "contradictory-constant: a term in an architecture as its glossary has it, and a term with two values": """
        # A
        @id: A
        ## Requirements
        ### Stop
        The travel limit of 10 s holds for each barrier. The rest period of 4 s follows.
        ## Glossary
        ### Travel limit
        The longest time, 10 s, that a barrier may take between its two ends.
        ### Rest period
        The 5 s after a train, and the 9 s before one.
        #- a.amd
        # Architecture
        @spec: A
        ## Components
        ### Timers
        @path: timers.py
        Turns the travel limit of 10 s and the rest period of 4 s into events.
    """,
    "contradictory-constant: other words make it another thing": """
        # A
        @id: A
        ## Requirements
        ### One
        The morning report is sent after 30 min. A retry waits for 20 s. A visitor badge is valid for 8 h.
        The inner door opens within 5 s. The pump fills the tank within 10 min. A mail waits for 30 seconds.
        The software shall heat until the stone is 10 °C below its setpoint.
        ### Two
        The evening report is sent after 45 min. A second retry waits for 40 s. A staff badge is valid for 24 h.
        The outer door opens within 10 s. The pump drains the tank within 20 min.
        ## Constraints
        - Reports are kept for 60 days. The first retry waits for 20 s.
        ## Acceptance Criteria
        - The outer door opens within 10 s of a badge. The pump drains a full tank within 20 min.
        - Mail that waits for 31 seconds is sent. The heated stone is back within 4 °C of its setpoint.
        - The software does not start a mail within 40 seconds. A report of 3 h is sent to the morning desk.
    """,
    "unit-mix: the same value of other things, converted at once, or just one": """
        # A
        @id: A
        ## Requirements
        ### One
        The lamp flashes for 3 min. The repository is locked for 24 h. A word has 32 bits.
        ### Two
        The horn sounds for 180 s. A repository is checked after 1 day. A word is stored in 4 bytes.
        ### Three
        A lease lasts 2 h (7,200 s). The lease is renewed for 120 min.
    """,
    "near-duplicate: another direction": """
        # A
        @id: A
        ## Requirements
        The tool shall convert each length from metres to feet at once.
        The tool shall convert each length from feet to metres at once.
    """,
    "near-duplicate: another subject": """
        # A
        @id: A
        ## Requirements
        The pump shall write its version to the log at each start.
        The valve shall write its version to the log at each start of its own.
    """,
    "near-duplicate: another condition": """
        # A
        @id: A
        ## Requirements
        When the door opens, the lamp in the cabinet shall light up.
        When the lamp in the cabinet lights up, the door shall open.
    """,
    "near-duplicate: the contrary": """
        # A
        @id: A
        ## Requirements
        The cache shall keep entries of the last session after a restart.
        The cache shall not keep entries of the last session after a restart.
    """,
    "near-duplicate: another number": """
        # A
        @id: A
        ## Requirements
        A member of the club has at most 12 loans at a time.
        A junior of the club has at most 6 loans at a time.
    """,
    "near-duplicate: before and after": """
        # A
        @id: A
        ## Requirements
        The clerk shall sign the list before the first race of the day.
        The clerk shall sign the list after the last race of the day.
    """,
    "near-duplicate in other words: what is contrary, swapped, named or counted otherwise": """
        # A
        @id: A
        ## Requirements
        ### One
        The left indicator blinks fast while the left door of the cabin is open.
        The server sends the client a list of all open orders after each login.
        In state RINGING the phone plays the tone and shows the name of the caller.
        The heater switches off as soon as the water in the boiler is at 65 °C.
        When the tank is full, the inlet valve shall close and the lamp blink.
        ### Two
        The right indicator blinks fast while the right door of the cabin is open.
        The client sends the server a list of all open orders after each login.
        In state WAITING the phone plays the tone and shows the name of the caller.
        The heater of the boiler is switched off as soon as the water is at 60 °C.
        When the lamp blinks, the inlet valve shall close and the full tank drain.
    """,
    "near-duplicate: a part of the same sentence": """
        # A
        @id: A
        ## Requirements
        - The station shall print the receipt of each payment;
        - The station shall keep receipts; the station shall count them.
    """,
    "term-drift: a word that no glossary names means something else": """
        # A
        @id: A
        ## Requirements
        The invoice is sent. An invoice has a number. Each invoice is kept. The bill of lading is printed.
        A lamp is lit. The lamp is red. Each lamp blinks. The light goes out.
        A record is small. The record is kept. A record is read. The entry of the user is trimmed.
        A supply is on. The supply is off. A supply is there. It ends with a line feed.
        A visit is short. The stay is long.
        A customer pays. The customer is told. A customer leaves.
        The client is a program. A client asks. The client gets it.
        ## Glossary
        ### Invoice
        ### Lamp
        The light on top.
        ### Record
        ### Supply
        ### Visit
        ### Customer
    """,
    "requirement-against-non-goal: the same things are not what is excluded": """
        # A
        @id: A
        ## Requirements
        Each recipe of a household has a name. A recipe of a household is told from those of other households.
        The gateway writes backups each night. After payment by card, the machine opens.
        The export runs `x-*` first. The panel stops the tone and starts again.
        ## Non-Goals
        - Sharing recipes with other households
        - The gateway does not encrypt backups.
        - Payment by card at the machine
        - No open subscriptions (`x-*`).
        - The panel does not stop or start the pump.
    """,
    "term-drift: another role of the word": """
        # A
        @id: A
        ## Requirements
        The visit ends. A visit has a number. Visits end.
        The encounter form is blue.
        ## Glossary
        ### Visit
        @term: encounter
    """,
    "term-drift: a term of a dependent that is not used here": """
        # A
        @id: A
        ## Requirements
        The block is read. A chunk is written.
        #- b.smd
        # B
        @id: B
        @depends: A
        ## Glossary
        ### Chunk
        @term: block
    """,
    "term-drift: a spelling that only a dependent has": """
        # A
        @id: A
        ## Requirements
        The checkin is open. The check-in is closed. The check-in is watched.
        #- b.smd
        # B
        @id: B
        @depends: A
        ## Glossary
        ### Check-in
    """,
    "term-drift: a spec that many build on": "\n".join(
        [
            "#- a.smd\n# A\n@id: A\n## Requirements\nThe chunk is read. A chunk is big. The block is lost.",
            *(f"#- b{n}.smd\n# B\n@id: B{n}\n@depends: A\n## Glossary\n### Chunk\n@term: block\n" for n in range(9)),
        ]
    ),
    "term-drift: a spec that is only mentioned": """
        # A
        @id: A
        ## Requirements
        The setpoint is kept. A setpoint has a unit. The target temperature is shown by `B`.
        #- b.smd
        # B
        @id: B
        ## Glossary
        ### Setpoint
        @term: target temperature
    """,
    "term-drift: the word in a quotation": """
        # A
        @id: A
        ## Requirements
        The customer pays. A customer has a name. It says "client's address", and `client` is its key.
        ## Glossary
        ### Customer
        @term: client
    """,
    "undefined-acronym: a name with digits or capitals behind the hyphen": """
        # A
        @id: A
        ## Requirements
        Files REQ-SEC, RM-07 and EVA-DTS are read.
    """,
    "undefined-acronym: well-known before a hyphen": """
        # A
        @id: A
        ## Requirements
        An INI-like file has LF-terminated lines, UTF-encoded, and the API's limit.
    """,
    "undefined-acronym: a contraction": """
        # A
        @id: A
        ## Requirements
        It DOESN'T matter. It WON'T stop.
    """,
    "undefined-acronym: explained, then before a hyphen": """
        # A
        @id: A
        ## Requirements
        The power supply unit (PSU) is big. The PSU's fan is PSU-driven.
    """,
    "undefined-acronym: in a short cell of a table": """
        # A
        @id: A
        ## Requirements
        | Field | Meaning |
        |---|---|
        | DSO-given | the DSO's own |
    """,
    "undefined-acronym: an entry of a glossary": """
        # A
        @id: A
        ## Requirements
        The DSO's reading is DSO-confirmed.
        ## Glossary
        - **DSO**: who runs the grid
    """,
    "error-path-missing: a constraint refuses it": """
        # A
        @id: A
        ## Requirements
        ### Volume
        **Accepts:** a level from 0 to 10
        ## Constraints
        - A level outside its range is rejected with code 3.
    """,
    "error-path-missing: it changes nothing": """
        # A
        @id: A
        ## Requirements
        ### Move
        Shelves are numbered 1 to 40; another number leaves the book where it is.

        **Accepts:** a shelf from 1 to 40
    """,
    "error-path-missing: a constraint is about all input": """
        # A
        @id: A
        ## Requirements
        ### Volume
        **Accepts:** a level from 0 to 10
        ## Constraints
        - Any invalid value is answered by status 400.
    """,
    "error-path-missing: a sibling checks": """
        # A
        @id: A
        ## Requirements
        ### Volume
        **Accepts:** a level from 0 to 10
        ### Bad input
        Levels above 10 are refused, and the old one stays.
    """,
    "error-path-missing: bad input is ignored": """
        # A
        @id: A
        ## Requirements
        ### Volume
        Other levels are ignored.
        **Accepts:** a level from 0 to 10
        ### Lines
        Lines without a number are skipped.
        **Accepts:** lines of at most 80 characters
    """,
    "error-path-missing: a limit of something else": """
        # A
        @id: A
        ## Requirements
        ### Draw
        A frame takes 10 ms to 20 ms. When the picture is ready, it shows within 5 s.
        **Accepts:** a picture
        **Returns:** a number from 1 to 6
    """,
    "error-path-missing: a status": """
        # A
        @id: A
        ## Requirements
        ### Page
        An unknown page is a 404.
        **Accepts:** a page from 1 to 500
    """,
    "error-path-missing: it says that nothing can go wrong": """
        # A
        @id: A
        ## Requirements
        ### Slug
        Names have 1 to 20 characters.
        **Accepts:** a name
        **Errors:** none
    """,
    "contradictory-constant: another kind of the same thing": """
        # A
        @id: A
        ## Requirements
        | Limit | Threshold | Delay |
        |---|---|---|
        | over-voltage of a cell | 4.25 V | 1 s |
        | under-voltage of a cell | 2.80 V | 2 s |
    """,
    "contradictory-constant: least and most": """
        # A
        @id: A
        ## Requirements
        | Quantity | Minimum | Maximum |
        |---|---|---|
        | board temperature | -20 °C | 60 °C |
        ### Two
        The board temperature is 20 °C.
    """,
    "contradictory-constant: a default within its limit": """
        # A
        @id: A
        ## Requirements
        | Setting | Default | Range |
        |---|---|---|
        | retry delay | 5 s | 1 s to 60 s |
        ### Two
        The retry delay is at most 60 s.
    """,
    "contradictory-constant: each and all": """
        # A
        @id: A
        ## Requirements
        ### One
        An upload has at most 5 MB and 3 pictures.
        ### Two
        All uploads of a day have at most 50 MB. An upload has at most 3 pictures.
    """,
    "contradictory-constant: rows with one name": """
        # A
        @id: A
        ## Requirements
        | Gear | Speed | Noise |
        |---|---|---|
        | forward | 10 km | 60 dB |
        | forward | 20 km | 70 dB |
    """,
    "contradictory-constant: a list of values": """
        # A
        @id: A
        ## Requirements
        ### One
        The pipes have 10 mm, 20 mm and 30 mm. The wait is 1 s, then 2 s and 4 s.
        ### Two
        The pipes have 20 mm. The wait is 2 s, then 4 s.
    """,
    "contradictory-constant: what cannot be": """
        # A
        @id: A
        ## Requirements
        ### One
        A loan cannot be renewed 4 times. The page shows no more than 20 hits.
        ### Two
        A loan can be renewed 3 times. The page shows 10 hits.
    """,
    "unit-mix: one value of two things": """
        # A
        @id: A
        ## Requirements
        The read timeout is 60 s, and the door stays open for 1 min. The pump waits 60 s.
    """,
    "unit-mix: a conversion": """
        # A
        @id: A
        ## Requirements
        A lease lasts 1 h (3,600 s). An hour has 3,600 s, a day has 24 h. One page is 4 KiB, that is 4,096 bytes.
    """,
    "unit-mix: two values": """
        # A
        @id: A
        ## Requirements
        The software shall sample each thermocouple every 250 ms.
        It shall sample each thermocouple every 1 s in standby.
    """,
    "unit-mix: rows of a table": """
        # A
        @id: A
        ## Requirements
        | Limit | Delay |
        |---|---|
        | over-voltage | 1 s |
        | over-current | 1000 ms |
    """,
    "unit-mix: first and then": """
        # A
        @id: A
        ## Requirements
        The lamp blinks for 60 s and then stays lit for 1 min.
    """,
    "unit-mix: elsewhere under a condition": """
        # A
        @id: A
        ## Requirements
        The session timeout is 60 s.
        ### Two
        While the disk is full, the session timeout is 1 min.
    """,
    "state-table-gap: an end that nobody calls so": """
        # A
        ## Requirements
        | State | Event | Next state |
        |---|---|---|
        | draft | submit | review |
        | review | decide | published |
        | review | send back | draft |
    """,
    "state-table-gap: an end that the text names": """
        # A
        ## Requirements
        A closed order stays as it is. "Dead" is final too, and "closed" is.
        | State | Event | Next state |
        |---|---|---|
        | open | pay | closed |
        | open | fault | Dead |
    """,
    "state-table-gap: states told apart by a number": """
        # A
        ## Requirements
        | State | Event | Next state |
        |---|---|---|
        | phase 1 | tick | phase 2 |
        | phase A | tock | phase B |
        | phase 2 | tick | phase 1 |
        | phase 1 | jump | phase A |
    """,
    "state-table-gap: no names": """
        # A
        ## Requirements
        There are two states; final results are kept.
        | State | Event | Next state |
        |---|---|---|
        | idle | start | busy, with a beep of 2 s |
        | idle | stop | same |
        | busy | start | same |
        | busy | stop | idle |
    """,
    "state-table-gap: a list of other things": """
        # A
        ## Requirements
        The states of the door, the lamp, the bell and the key are shown.
        | State | Event | Next state |
        |---|---|---|
        | open | push | closed |
        | closed | pull | open |
    """,
    "state-table-gap: facts with yes and no": """
        # A
        ## Requirements
        | read | write | role |
        |---|---|---|
        | yes | no | guest |
        | yes | yes | owner |
        | yes | no | auditor |

        | Feature | SubRip | WebVTT |
        |---|---|---|
        | colour | yes | no |
        | bold | yes | no |
        | speaker | no | no |
    """,
    "state-table-gap: what is sold": """
        # A
        ## Requirements
        | Weight | Express | Price |
        |---|---|---|
        | below 1 kg | no | 2 |
        | 1 kg to 5 kg | no | 4 |
        | 1 kg to 5 kg | yes | 9 |

        | Size | Colour | Price |
        |---|---|---|
        | small | red | 2 |
        | small | blue | 2 |
        | large | red | 4 |
        | large | blue | 4 |
        | huge | red | 8 |
    """,
    "state-table-gap: a matrix that says the rest": """
        # A
        ## Requirements
        A fault in any state leads to lost.
        | State | start | stop |
        |---|---|---|
        | idle | busy | idle |
        | busy | busy | idle |
        | lost | busy | idle |
    """,
    "example-violates-constraint: a bare number beside a limit with a unit": """
        # A
        @id: A
        ## Requirements
        ### One
        The timeout is at most 60 s.
        ## Examples
        ### E
        **Input:**
        ```
        timeout = 5000, timeout: 30
        ```
        **Output:**
        ```
        ok
        ```
    """,
    "example-violates-constraint: another dimension, another unit within": """
        # A
        @id: A
        ## Requirements
        ### One
        The timeout is at most 60 s. The page size is at most 64 KB.
        ## Examples
        ### E
        **Input:**
        ```
        timeout 1 min, timeout 70 %, page size 65536 bytes
        ```
        **Output:**
        ```
        ok
        ```
    """,
    "example-violates-constraint: an error that returns a value": """
        # A
        @id: A
        ## Requirements
        ### One
        **Accepts:** a level from 1 to 5
        **Errors:**
        - the level is outside 1 to 5 -> the old level stays in force
        ## Examples
        ### E
        **Input:**
        ```
        level 9
        ```
        **Output:**
        ```
        3
        ```
    """,
    "example-violates-constraint: the example shows the refusal": """
        # A
        @id: A
        ## Requirements
        ### One
        **Errors:**
        - N is outside 1 to 120 -> exit 2
        `--wait N` waits.
        ## Examples
        ### E
        **Input:**
        ```
        tool --wait 300
        ```
        **Output:**
        ```
        exit 2
        ```
    """,
    "example-violates-constraint: an error about another quantity": """
        # A
        @id: A
        ## Requirements
        ### One
        **Errors:**
        - the file is larger than 5 MB -> TooLargeError
        - the deadline is fewer than 3 or more than 21 days after the date -> DateError
        - a line has fewer or more than six fields -> LineError
        ## Examples
        ### E
        **Input:**
        ```
        file 9, deadline 2, line 7
        ```
        **Output:**
        ```
        ok
        ```
    """,
    "example-violates-constraint: words that are no names": """
        # A
        @id: A
        ## Requirements
        ### One
        A race is 1 to 12. **Accepts:** a lap from 1 to 9
        ## Examples
        ### E
        **Input:**
        ```
        after 20 laps, in race-40 of 2026, the 300 m, lap3x 40
        ```
        **Output:**
        ```
        ok
        ```
    """,
    "example-violates-constraint: a maximum elsewhere allows it": """
        # A
        @id: A
        ## Requirements
        ### One
        **Accepts:** a depth from 1 to 5
        ### Two
        **Accepts:** a depth of at most 10
        ## Examples
        ### E
        **Input:**
        ```
        depth 9
        ```
        **Output:**
        ```
        ok
        ```
    """,
    "example-violates-constraint: a default outside of the range": """
        # A
        @id: A
        ## Requirements
        ### One {#one}
        **Accepts:** `depth` from 1 to 9, default 0
        #- a.vmd
        @spec A
        @covers one
        f(depth)
        none | 0 | 1
    """,
    "example-violates-constraint: what is said of some, or usually": """
        # A
        @id: A
        ## Requirements
        ### One
        The level of the tank is between 10 and 90. The temperature is usually 15 °C to 25 °C.
        When it is cold, the speed is between 1 and 3. A page has at most 40 lines. The wait is 1 to 9, default 0.
        Levels run from 1 to 5. The door is open, shut or locked, and the lamp is on.

        **Errors:**
        - the level is above 5 -> the level stays as it was
        ### States
        | State | Lamp |
        |---|---|
        | In use | on |
        | Free | off |
        | Broken | off |
        ## Examples
        ### E
        **Input:**
        ```
        temperature 31 °C, speed 5, page 77, wait 0, level 7
        ```
        **Output:**
        ```
        level 5, 5,417,000 ms
        {"state": "in_use", "door": "Main entrance"}
        ```
    """,
    "state-table-gap: tables that are neither": """
        # A
        ## Requirements
        ### One
        | From | To | Distance |
        |---|---|---|
        | Bonn | Mainz | 150 km |
        | Mainz | Bonn | 150 km |
        ### Two
        | Role | Reads | Writes |
        |---|---|---|
        | admin | admin, user | user |
        | user | user | |
        | guest | user | |
        ### Three
        | Byte | Meaning |
        |---|---|
        | 0 to 3 | magic |
        | 4 to 7 | size |
        | 12 to 15 | name |
        | 16 to 19 | sum |
        ### Four
        | Method | Path | Answer |
        |---|---|---|
        | GET | /a | 200 |
        | POST | /a | 201 |
        | GET | /b | 200 |
        | POST | /b | 201 |
        | DELETE | /b | 204 |
    """,
    "state-table-gap: what the text says of the rest": """
        # A
        ## Requirements
        ### One
        Empty cells are ignored. `gone` is final.
        | Mode | GO | MENU |
        |---|---|---|
        | off | on | off |
        | on | | gone |
        | low | on | gone |
        | on | low | gone |
        ### Two
        Everybody else pays in full.
        | Age | Price |
        |---|---|
        | under 6 | 0 |
        | 6 to 17 | 4 |
        | 18 to 25 | 6 |
        | over 65 | 6 |
    """,
    "vague-adjective: what a demand is good for": """
        # A
        ## Requirements
        ### One
        The tool shall sort the lines by name, which makes two outputs easy to compare.
    """,
    "open-ended-list: a reader can go on counting": """
        # A
        ## Requirements
        ### One
        The search shall ask first for `< 8`, then for `< 4`, and so on.
        The pauses shall be 1 s after the first failure, 2 s after the second, and so on.
    """,
    "count-mismatch: a list in the sentence above a table, and parts that say more": """
        # A
        ## Requirements
        ### One
        Each cell holds one of these four things: a wall, a door, a key, a trap.
        | Thing | Minimum |
        |---|---|
        | door | 1 |
        | key | 2 |
        | trap | 3 |
        ### Two
        The lamp has two modes: on, in which it is lit, off.
    """,
    "state-table-gap: the rest in the last row, a hysteresis, and ranges of things": """
        # A
        ## Requirements
        ### Rest
        | Role | Own | Answer |
        |---|---|---|
        | admin | any | allowed |
        | editor | yes | allowed |
        | any | any | refused |
        ### Order
        The first row that fits wins.
        | Role | Own | Answer |
        |---|---|---|
        | admin | any | allowed |
        | any | no | refused |
        | editor | yes | allowed |
        ### Heater
        | Temperature | Action |
        |---|---|
        | below 18 °C | on |
        | above 20 °C | off |
        ### Two ways to say it
        | In stock | Crates | Proposal |
        |---|---|---|
        | yes | 1 to 50 | replace |
        | yes | 51 or more | ask |
        | no | 1 to 50 | credit |
        | no | more than 50 | ask |
        ### Sensors
        | Sensor | Range | Accuracy |
        |---|---|---|
        | inner | 0 to 50 | 1 |
        | outer | -10 to 60 | 2 |
        | outer | 0 to 20 | 3 |

        | Plan | Users | Price |
        |---|---|---|
        | S | 1 to 5 | 10 € |
        | M | 1 to 20 | 20 € |
        | L | 1 to 100 | 50 € |
    """,
    "state-table-gap: a word that is explained, and a table of what states have": """
        # A
        ## Requirements
        ### Gate
        The gate is always in one of four states. "Alarm" rings the bell.
        | State | badge | timeout | car passed | blocked |
        |---|---|---|---|---|
        | closed | opening | – | – | – |
        | opening | – | alarm | open | alarm |
        | open | – | closing | – | alarm |
        | closing | opening | – | closed | opening |
        ### Order
        It is in one of four states. "Refused" means that the state stays.
        | State | pay | ship | cancel |
        |---|---|---|---|
        | open | paid | refused | cancelled |
        | paid | refused | shipped | refused |
        | shipped | refused | refused | refused |
        | cancelled | refused | refused | refused |
        ### Lamps
        | State | Lamp | Door | Fan |
        |---|---|---|---|
        | idle | green | open | off |
        | busy | red | locked | off |
        | broken | red | idle | busy |
        ### Modes
        | Mode | Heater | Fan | Display |
        |---|---|---|---|
        | off | off | off | off |
        | warm | on | low | warm |
        | hot | on | high | hot |
        ### Formats
        | Encrypted | Compressed | Format |
        |---|---|---|
        | yes | no | A |
        | yes | yes | B |
        | no | yes | C |
    """,
    "term-drift: a word for all sorts of things that is used for them": """
        # A
        @id: A
        ## Requirements
        ### One
        The entry is closed. A wrong entry is struck out, and entry fees are paid. A boat has one number, the next boat
        another, and no boat has two. Another window opens in the frame of the window.
        ## Glossary
        ### Boat
        @term: entry, frame
        What sails.
    """,
    "term-drift: a verb, or before another noun": """
        # A
        @id: A
        ## Requirements
        ### One
        The vault is a folder. The vault has a lock. Each vault is kept. The borrower pays. A borrower signs.
        The run stores the chunk again, and the next one stores each line.
        The card reader beeps, the reader display is dark, and the reader buttons are green.
        ## Glossary
        ### vault
        A folder with archives.
        @term: store
        ### borrower
        A person who takes books home.
        @term: reader
    """,
    "near-duplicate: another case, order or deed in one section": """
        # A
        @id: A
        ## Requirements
        ### One
        If the file is missing, the tool shall print the path and end with exit code 2.
        If the file is empty, the tool shall print the path and end with exit code 2.
        A guest may cancel a booking up to 24 hours before arrival.
        Up to 24 hours before arrival, a guest may move a booking to another room.
        The tutor sends the corrected paper to the student before noon.
        The student sends the paper to the tutor after noon, corrected.
        The report shall list the number of rows read.
        The report shall list the number of rows written.
        When the tank is full, the pump shall stop and the lamp shall light.
        The lamp shall go out when the pump starts again and the tank is no longer full.
        A member with an unpaid fine cannot borrow a book.
        A book cannot be renewed by a member while a fine is unpaid.
    """,
    "near-duplicate: another subject in another section": """
        # A
        @id: A
        ## Requirements
        ### One
        A successful attempt sets the count back to zero.
        ### Two
        A replay sets the count of attempts back to zero.
    """,
    "requirement-against-non-goal: what is replaced, and what is heard": """
        # A
        @id: A
        ## Requirements
        ### One
        Instead of choosing a delivery day, a member shall pause the box.
        The lid shall show the tone colour of the lamp.
        The lid shall make no beep. The lid shall cool down beside the jar.
        ## Non-Goals
        - Choosing a delivery day.
        - Making sounds of any kind.
        - Heating or cooling the jar.
    """,
    "requirement-against-non-goal: what only stands beside it": """
        # A
        @id: A
        ## Requirements
        ### One
        A delivery is worth 100 points times the factor of the streak. The game shall hide the mouse pointer.
        Each customer shall get a number. The service shall remove the entry of the account from the cache.
        The `time` command shall set the clock to a date. A recipient shall get the account number of the shop.
        The doser shall switch the pump off at 30 °C. The list shall be sorted by name.
        The desk shall print a receipt after payment, and Windows line endings shall be accepted.
        ## Non-Goals
        - Points for time. A patient player gets the same.
        - Mouse support.
        - Customer support.
        - Deleting accounts.
        - A clock that sets itself.
        - Accounts for recipients.
        - Switching a heater or a chiller.
        - Sorting by size or colour.
        - Payment.
        - Windows support.
    """,
}


@pytest.mark.parametrize("name", FIRES)
def test_it_fires_and_its_fixes_fix(name: str):
    code = name.split()[0]
    assert_fixes_fix(check(FIRES[name], code), code)


@pytest.mark.parametrize("name", SILENT)
def test_it_is_silent(name: str):
    check(SILENT[name], name.partition(":")[0])
