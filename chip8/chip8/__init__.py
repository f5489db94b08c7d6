"""placeholder until the first build writes the emulator"""
