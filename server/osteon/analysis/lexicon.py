"""What words have to do with each other: their stems, and which ones people write for one another, or as contraries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache

from osteon.analysis.quantities import singular


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return what the forms of a word mostly share: "fixing", "fixes" and "fixed" are "fix"."""
    word = singular(_PAST.get(word, word))
    if word.endswith("ied") and len(word) > _SHORT:
        return f"{word[:-3]}y"
    for ending, least in (("ing", 3), ("ed", 3), ("ion", 5), ("ment", 3), ("ly", 5), ("e", 3), ("es", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return _undoubled(word.removesuffix(ending).removesuffix("e"))
    return word


_DOUBLED = frozenset({"controll", "cancell", "travell", "labell", "modell", "levell", "signall", "fuell", "totall"})
_SHORT = 4
"""Words of so many letters that end in "ied" end in "ie" in the present tense: "tied"."""


def _undoubled(word: str) -> str:
    """Return "plan" for "plann", and "optimis" for "optimisat"."""
    if word.endswith(("isat", "izat")):
        return word[:-2]
    if word in _DOUBLED:
        return word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls" else word


_IRREGULAR = """\
begin began begun|bring brought|build built|choose chose chosen|draw drew drawn|drive drove driven|fall fell fallen
find found|forget forgot forgotten|get got gotten|give gave given|go went gone|grow grew grown|hear heard|hold held
keep kept|know knew known|lead led|lend lent|lose lost|make made|mean meant|meet met|pay paid|rise risen|run ran
say said|see seen|sell sold|send sent|show shown|speak spoke spoken|spend spent|stand stood|take took taken|tell told
use used using|wear wore worn|win won|write wrote written"""
"""The verbs that irregular forms belong to; those that are other words too are left out."""
_PAST = {form: entry.split()[0] for entry in re.split(r"[|\n]", _IRREGULAR) for form in entry.split()[1:]}


def are_synonyms(one: str, other: str) -> bool:
    """Tell whether people write one noun in the singular for the other; both small, of several words with hyphens."""
    return one == other or not _GROUPS[one].isdisjoint(_GROUPS[other]) if one in _GROUPS and other in _GROUPS else False


def synonyms(noun: str) -> frozenset[str]:
    """Return the nouns, in the singular, that people write for one."""
    return frozenset(word for group in _GROUPS.get(noun, ()) for word in _NOUNS[group] if word != noun)


def said_as(word: str) -> str:
    """Return one word for all verbs, adverbs and units that say the same as `word`; `word` itself for others."""
    return _SAID_AS.get(word, word)


def same_words() -> dict[str, str]:
    """Return the words of `said_as` that say the same as another, with that one."""
    return dict(_SAID_AS)


def are_contrary(some: Collection[str], others: Collection[str]) -> bool:
    """Tell whether one of some stems is the contrary of one of others."""
    return any(not _CONTRARY[one].isdisjoint(others) for one in some if one in _CONTRARY)


def _listed(text: str) -> tuple[list[str], ...]:
    return tuple(group.split() for group in re.split(r"[|\n]", text))


# Words ----------------------------------------------------------------------------------------------------------------

_SYNONYMS = """\
attempt try trial|delivery dispatch shipment consignment|record entry|log journal logbook|pause break
interval period time duration span timeframe window phase|customer client|operator attendant|guest visitor
member subscriber participant|supplier vendor provider|employee worker|seller merchant dealer|buyer purchaser
teacher instructor tutor|student pupil learner|author writer|owner proprietor holder|tenant renter lodger
organisation organization company firm|team squad|administrator admin|plunger lever push-button pushbutton
lamp light|sounder buzzer beeper horn siren|screen display monitor|keypad keyboard|knob dial|pump compressor
motor engine|sensor probe detector|relay contactor|hatch flap lid door|vessel container tank|box crate bin
tray drawer|basket cart trolley|vehicle car|lorry truck|bike bicycle|boat vessel yacht|coach carriage wagon
room chamber|warehouse storehouse depot|shop store outlet|bay berth slot|ticket voucher|invoice bill|fee charge
price cost|fare tariff|discount rebate reduction|refund repayment|credit balance|order purchase
booking reservation|appointment meeting|visit stay encounter|event occurrence incident|alarm alert warning
fault failure defect malfunction|error mistake|message notice notification|reminder nudge|mail email e-mail
letter post|address location|identifier id|tag label badge|category class kind type|status state|task job chore
shift turn|schedule timetable plan|deadline cutoff|calendar diary|round lap|game match|score points
ranking standings leaderboard|rank place placing|winner victor|man piece stone token|player contestant
opponent adversary|level tier grade|setpoint target|threshold limit cutoff|ceiling cap maximum|floor minimum
tolerance margin leeway|reading measurement sample|average mean|rate frequency|speed velocity
battery accumulator|supply feed|wire cable|connector plug socket|boiler heater|oven kiln furnace
fan ventilator blower|blind shade shutter|zone area region sector|basin reservoir|meter gauge
secret password passphrase|token key|session sitting|account profile|folder directory|row line
heading header title|paragraph passage|list register|index catalogue catalog directory|value figure|total sum
part portion share|chunk block fragment segment|snapshot backup|copy duplicate replica
version revision release edition|change modification alteration amendment|update upgrade|template pattern
setting option preference|preset favourite favorite programme|flag marker|cue caption subtitle
clip snippet excerpt|picture image photo|frame packet datagram|payload body|envelope wrapper|request call query
response reply answer|endpoint target destination|receiver recipient addressee|sender originator|queue backlog
stack pile|link hyperlink|server host machine|worker runner|signature seal|checksum digest hash
certificate credential|permission right privilege|feature capability|component module|package bundle
repository store archive|tool utility|item article product good|complaint grievance|survey questionnaire poll
exam examination test|course lesson|loan lending borrowing|hold reservation|fine penalty|stock inventory
batch lot|overlap grace-period transition-period changeover-period|delay lag wait|timeout time-limit
quota allowance|tick beat|jitter fluctuation|drift deviation|peak spike crest|burst volley|pulse blip
tone beep sound|volume loudness|colour color hue|ward unit|nurse carer caregiver|doctor physician
drug medicine medication|dose dosage|treatment therapy|judge referee umpire|crop plant|grower gardener farmer
draft sketch|approval consent|reviewer approver|comment remark note|attachment enclosure|workspace project
branch site subsidiary|driver chauffeur|garage car-park carpark|restore-point recovery-point snapshot
locker compartment|parcel package|courier carrier|passenger rider traveller|trip journey ride|route path way
stop station halt|gate barrier|receipt proof|archive bundle tarball|cart wagon trolley|shelf rack|pallet skid
consignee recipient addressee|carrier haulier forwarder|dispatcher coordinator|cashier teller|till cash-desk
voucher coupon|gift-card gift-voucher|instalment installment|landlord lessor
patron reader borrower|librarian clerk|curator keeper|exhibit artefact artifact|painting canvas|specimen sample
vial ampoule|syringe injector|ward department|beehive hive|colony swarm|beekeeper apiarist|paddock pasture
well borehole|tap faucet|hose tube pipe|valve cock|nozzle jet|filter strainer sieve|sluice floodgate|dam weir
tank cistern|turbine rotor|generator alternator|charger charging-point charging-station|outage blackout
inverter converter|fuse breaker|switch toggle|lift elevator|escalator moving-staircase|stairs staircase
pavement sidewalk|crossing junction intersection|tram streetcar|wagon carriage|runway airstrip|crew team
pilot aviator|captain skipper|mooring berth|buoy marker|hiker walker|trail path|hut lodge cabin|summit peak
climber mountaineer|referee umpire|tournament competition contest|league division|coach trainer|runner athlete
lap circuit|bib race-number|die dice|puzzle riddle|hint clue|enemy foe|playlist queue|tune melody
singer vocalist|viewer spectator|editor cutter|recipe formula|ingredient component|chef cook|dish meal
dough batter|loaf bread|plugin plug-in extension add-on addon|theme skin|widget gadget|pane panel|pointer cursor
shortcut hotkey|checkbox tick-box|dialog dialogue pop-up popup|dropdown drop-down|avatar profile-picture
follower subscriber|bookmark favourite favorite|peer neighbour neighbor|mutex lock|pupil learner|lecture class
tutor mentor|essay paper|timetable schedule|classroom schoolroom|juror judge|witness observer
lawyer attorney solicitor|volunteer helper|donor giver sponsor|donation gift contribution|pet animal
vet veterinarian|photographer cameraman|tripod stand|thumbnail preview|album gallery|knitter crafter
pattern template|yarn thread|spool reel coil|filament strand|mould mold form|blade knife|saw cutter
parcel packet"""
_NOUNS = _listed(_SYNONYMS)


def _grouped() -> dict[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(_NOUNS):
        for word in group:
            found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_GROUPS = _grouped()

_SAME = """\
drop discard ignore|delete remove erase purge|send transmit|show display present|begin start
end stop finish terminate|keep retain preserve|save store persist|make create|pick choose select|refuse reject decline
need require|let allow permit|forbid prohibit|tell notify inform|change alter modify edit|check verify validate
extend lengthen prolong|compute calculate|repeat redo|append add|happen occur|whole entire complete completely
fresh anew new freshly|big large|little small|fast quick|empty blank|identical equal
ms millisecond milliseconds|s second seconds sec
min minute minutes|h hour hours hr|byte bytes octet octets|hand give|press push hit"""
_SAID_AS = {word: group[0] for group in _listed(_SAME) for word in group}

_CONTRARIES = """\
left right|first last|open close|start stop|start end|begin end|begin stop|on off|high low
upper lower|maximum minimum|most least|read write|input output|before after|up down|above below|enable disable
request response|north south|east west|day night|lock unlock|connect disconnect|add remove|insert remove|add delete
push pull|send receive|import export|increase decrease|rise fall|greater smaller|new old|next previous|old young
inner outer|internal external|odd even|true false|public private|active inactive|valid invalid|known unknown
enter leave|arrive depart|set clear|set reset|create delete|make delete|encrypt decrypt|encode decode|login logout
red green|red yellow|green yellow|black white|hot cold|heat cool|warm cool|wet dry|row column|width height
source target|local remote|primary secondary|single double|success failure|pass fail|online offline|manual automatic
buy sell|charge discharge|lend return|summer winter|morning evening|early late|client server|sender receiver
major minor|empty full|visible hidden|show hide|accept refuse|allow forbid|let forbid|pause resume|oldest newest
shortest longest|smallest largest|lowest highest|earliest latest|minimum maximum|short long|from to"""


def _contraries() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for pair in _listed(_CONTRARIES):
        one, other = (stem(said_as(word)) for word in pair)
        found[one].add(other)
        found[other].add(one)
    return {word: frozenset(others) for word, others in found.items()}


_CONTRARY = _contraries()
