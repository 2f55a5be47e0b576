"""`prequal calibrate` and `prequal score` beside their arithmetic: files, words, new scenarios.

What a card is and how it is found is `dialogs.calibration`'s.
"""
