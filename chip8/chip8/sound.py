"""The beep, or the reason why there is none."""

from __future__ import annotations

import threading
import time
from array import array
from typing import TYPE_CHECKING

from chip8.tone import SAMPLE_RATE, tone_samples

if TYPE_CHECKING:
    from typing import Any, Final

    from pygame._sdl2.audio import AudioDevice

_BYTES_PER_SAMPLE: Final = 2
_CHUNK_SIZE: Final = 512
_POSITION_LIMIT: Final = 44_100
_STOP_TIMEOUT: Final = 0.5
_CLOSE_DELAY: Final = 0.02


class Beeper:
    """The tone on the default audio device."""

    playing: bool
    problem: str

    def __init__(self) -> None:
        """Open the audio device, or keep the reason why there is none."""
        self.playing = False
        self.problem = ""
        self._position = 0
        self._closing = False
        self._stopped = threading.Event()
        self._device: AudioDevice | None = None
        try:
            from pygame._sdl2 import audio, sdl2

            sdl2.init_subsystem(sdl2.INIT_AUDIO)
            # The default device has the name None, which the type of the parameter need not admit.
            open_device: Any = audio.AudioDevice
            self._device = open_device(
                devicename=None,
                iscapture=False,
                frequency=SAMPLE_RATE,
                audioformat=audio.AUDIO_S16,
                numchannels=1,
                chunksize=_CHUNK_SIZE,
                allowed_changes=0,
                callback=self._fill,
            )
            self._device.pause(0)
        except (ImportError, RuntimeError) as error:
            self.problem = str(error)

    def update(self, playing: bool) -> None:
        """Set whether the tone is heard."""
        self.playing = playing

    def close(self) -> None:
        """Close the audio device once its callback has paused it."""
        if self._device is None or self._closing:
            return
        # Closing the device while a callback may still come would hang: both wait for Python's global lock.
        self._closing = True
        if self._stopped.wait(_STOP_TIMEOUT):
            time.sleep(_CLOSE_DELAY)
            self._device.close()

    def _fill(self, device: AudioDevice, memory: memoryview) -> None:
        """Fill the memory of the audio thread with the tone or with silence."""
        count = len(memory) // _BYTES_PER_SAMPLE
        if self.playing:
            memory[:] = array("h", tone_samples(self._position, count)).tobytes()
        else:
            memory[:] = bytes(len(memory))
        self._position = (self._position + count) % _POSITION_LIMIT
        if self._closing:
            device.pause(1)
            self._stopped.set()
