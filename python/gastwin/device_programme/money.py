# SPDX-License-Identifier: Apache-2.0
"""Money in fen, and its split between payers: the parts add up to the whole, whatever the whole.

Rounding: amounts are whole fen as written. A share of the cost is cut down to whole fen; the fen this leaves over go
one each to the shares with the largest cut parts, the first named first. One payer may take the rest; without one the
parts must come to the cost by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

Fen = np.ndarray[Any, np.dtype[np.int64]]
MOST_FEN = 10**13  # a hundred thousand million CNY: sums of a million of them still fit
_SHARE_UNIT = 10**6  # shares are written to 0.0001 %


def fen_of(value: Any) -> int:
    """An amount in CNY as whole fen. Raises ValueError: no amount, negative, or a fraction of a fen."""
    try:
        amount = Decimal(str(value)) * 100
    except InvalidOperation:
        raise ValueError(f"{value!r} is no amount") from None
    if not amount.is_finite() or isinstance(value, bool):
        raise ValueError(f"{value!r} is no amount")
    if amount != amount.to_integral_value():
        raise ValueError(f"{value} CNY is not a whole number of fen")
    if not 0 <= amount <= MOST_FEN:
        raise ValueError(f"{value} CNY is out of range")
    return int(amount)


@dataclass(frozen=True)
class Payers:
    """Who pays: per payer a fixed amount or a share in millionths; `rest` is the payer of what is left, -1 for none."""

    names: tuple[str, ...]
    fixed_fen: tuple[int, ...]
    share: tuple[int, ...]
    rest: int

    def check(self, cost_fen: int) -> None:
        """Raises ValueError where the parts cannot come to this cost."""
        self.split(np.array([cost_fen], dtype=np.int64))

    def split(self, cost_fen: Fen) -> Fen:
        """One row per cost, one column per payer; each row adds up to its cost.

        Raises ValueError: the parts exceed the cost, or fall short of it and nobody takes the rest.
        """
        cost = np.asarray(cost_fen, dtype=np.int64)
        parts = np.tile(np.array(self.fixed_fen, dtype=np.int64), (len(cost), 1))
        share = np.array(self.share, dtype=np.int64)
        shared = share > 0
        if shared.any():
            whole, left = np.divmod(cost, _SHARE_UNIT)  # in two steps, so that no product leaves 64 bits
            exact = left[:, None] * share
            parts += whole[:, None] * share + exact // _SHARE_UNIT
            cut = np.where(shared, exact % _SHARE_UNIT, -1)
            over = (cut * shared).sum(axis=1) // _SHARE_UNIT
            order = np.argsort(-cut, axis=1, kind="stable")
            rank = np.empty_like(order)
            np.put_along_axis(rank, order, np.broadcast_to(np.arange(share.size), order.shape), axis=1)
            parts += rank < over[:, None]
        left_over = cost - parts.sum(axis=1)
        if self.rest >= 0:
            parts[:, self.rest] += left_over
        if (left_over < 0).any() or (self.rest < 0 and left_over.any()):
            worst = int(np.argmax(np.abs(left_over)))
            paid, price = (parts[worst].sum() - (left_over[worst] if self.rest >= 0 else 0)), cost[worst]
            raise ValueError(f"the payers give {paid / 100:.2f} CNY of {price / 100:.2f} CNY")
        return parts


def read_payers(table: Any) -> Payers:
    """Payers from a table of a rules file: an amount in CNY, a share such as "30%", or "rest"."""
    if not isinstance(table, Mapping) or not table:
        raise ValueError("payers is a table of name = amount, share or rest")
    fixed, share, rest = [], [], -1
    for at, (name, value) in enumerate(table.items()):
        is_share = isinstance(value, str) and value.strip().endswith("%")
        if value == "rest":
            if rest >= 0:
                raise ValueError(f"{name}: one payer takes the rest")
            rest = at
        share.append(_millionths(str(value).strip()[:-1], name) if is_share else 0)
        fixed.append(0 if is_share or value == "rest" else fen_of(value))
    if sum(share) > _SHARE_UNIT:
        raise ValueError("the shares exceed 100 %")
    return Payers(tuple(table), tuple(fixed), tuple(share), rest)


def _millionths(percent: str, name: str) -> int:
    try:
        value = Decimal(percent) * (_SHARE_UNIT // 100)
    except InvalidOperation:
        raise ValueError(f"{name}: {percent!r} is no share") from None
    if not value.is_finite() or value != value.to_integral_value() or not 0 <= value <= _SHARE_UNIT:
        raise ValueError(f"{name}: a share from 0 to 100 % with at most four decimals")
    return int(value)
