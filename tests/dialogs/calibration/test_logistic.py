"""Our Newton's method gives what scikit-learn's solver gives, and keeps calm at the edges."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from dialogs.calibration.logistic import chances, regress


@pytest.mark.parametrize(
    ("deals", "columns", "penalty"), [(40, 1, 1.0), (300, 8, 0.5), (900, 4, 3)]
)
def test_the_same_coefficients_as_scikit_learn(deals: int, columns: int, penalty: float) -> None:
    random = np.random.default_rng(deals)
    table = random.normal(size=(deals, columns))
    won = random.random(deals) < chances(table @ np.linspace(-1, 2, columns))
    intercept, factors = regress(table, won, penalty)
    model = LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=1000).fit(table, won)
    assert factors == pytest.approx(model.coef_[0], abs=1e-5)
    assert intercept == pytest.approx(model.intercept_[0], abs=1e-5)


def test_columns_that_explain_nothing_or_everything() -> None:
    won = np.arange(40) % 2 == 0
    intercept, factors = regress(np.zeros((40, 2)), won)
    assert intercept == pytest.approx(0)
    assert factors == pytest.approx(0)
    _, (all_of_it,) = regress(won.astype(np.float64).reshape(-1, 1) * 100, won, 0.01)
    assert 0 < all_of_it < 1


def test_no_log_odds_overflow() -> None:
    assert list(chances(np.array([-1e6, 0.0, 1e6]))) == [0.0, 0.5, 1.0]
