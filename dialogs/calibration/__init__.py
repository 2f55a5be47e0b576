"""History of closed deals → an integer scorecard. Pure functions over tables held in memory.

Reading files, wording and YAML are `bot.app.calibration`'s business. This room alone uses numpy and
scikit-learn, which come with the extra `calibration`; `card` does without, so that applying a card
needs nothing but the base install.
"""
