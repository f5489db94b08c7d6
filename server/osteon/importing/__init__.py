"""Takes over projects of Ossature: reads its configuration, plan and folders, and says what becomes of each."""
