"""Partners: who takes leads that are not ours, and what becomes of a lead that was given to one."""
