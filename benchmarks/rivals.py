"""What a card is measured against: logistic regression and gradient boosting on every column."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold

from dialogs.calibration.history import Bools, Floats, History, Numbers

SEED = 20240601
SETTINGS = (
    {"learning_rate": 0.05, "max_iter": 100, "max_leaf_nodes": 4, "min_samples_leaf": 20},
    {"learning_rate": 0.05, "max_iter": 120, "max_leaf_nodes": 6, "min_samples_leaf": 8},
    {"learning_rate": 0.03, "max_iter": 500, "max_leaf_nodes": 10, "min_samples_leaf": 40},
)
"""From few small trees to many large ones: which suit is found on the training deals."""


def logistic(train: History, test: History) -> Floats:
    """Every word its own switch, numbers on one scale with a switch for nothing said."""
    learned, judged = _switches(train, train), _switches(train, test)
    model = LogisticRegression(C=1.0, max_iter=1000).fit(learned, train.won)
    return _chances(model, judged)


def boosting(train: History, test: History) -> Floats:
    """Histogram gradient boosting with native categories; the size of its trees by inner folds."""
    words = np.array([not isinstance(column, Numbers) for column in train.columns])
    search = GridSearchCV(
        HistGradientBoostingClassifier(
            l2_regularization=1.0,
            categorical_features=words,
            early_stopping=False,
            random_state=SEED,
        ),
        [{name: [value] for name, value in setting.items()} for setting in SETTINGS],
        scoring="neg_log_loss",
        cv=StratifiedKFold(3, shuffle=True, random_state=SEED),
    )
    return _chances(search.fit(_plain(train), train.won), _plain(test))


def _chances(model: LogisticRegression | GridSearchCV, table: Floats) -> Floats:
    chances: Floats = model.predict_proba(table)[:, 1]
    return chances


def _plain(history: History) -> Floats:
    columns = []
    for column in history.columns:
        if isinstance(column, Numbers):
            columns.append(column.values)
        else:
            # Trees sort at most 255 categories: the rest are not said.
            codes = np.where(column.codes < 250, column.codes, -1).astype(np.float64)
            columns.append(np.where(codes < 0, np.nan, codes))
    return np.column_stack(columns)


def _switches(train: History, history: History) -> Floats:
    blocks: list[Floats] = []
    for learned, column in zip(train.columns, history.columns, strict=True):
        if isinstance(column, Numbers) and isinstance(learned, Numbers):
            missing: Bools = np.isnan(column.values)
            middle, spread = np.nanmean(learned.values), np.nanstd(learned.values) or 1.0
            scaled = np.where(missing, 0.0, (column.values - middle) / spread)
            blocks += [scaled.reshape(-1, 1), missing.reshape(-1, 1).astype(np.float64)]
        elif not isinstance(column, Numbers):
            blocks.append(np.eye(len(column.levels) + 1)[column.codes])
    return np.hstack(blocks)
