# SPDX-License-Identifier: Apache-2.0
"""What answers and the page for the token say to people, in English and Chinese."""

from __future__ import annotations

_FACTORS: dict[str, tuple[str, str]] = {
    "base": ("base rate per km and year", "每千米每年基准频率"),
    "material": ("material", "材质"),
    "age": ("age", "管龄"),
    "diameter": ("diameter", "管径"),
    "setting": ("setting", "敷设环境"),
    "joint": ("joint and vintage", "接口与年代"),
    "local": ("level of its group in the utility's records", "所属类别在本企业记录中的水平"),
    "record": ("its own records", "自身泄漏记录"),
    "size": ("length in km", "长度（千米）"),
}

_TOKEN_PAGE: dict[str, tuple[str, str]] = {
    "token": ("Token", "访问令牌"),
    "enter": ("Enter", "进入"),
    "token_needed": (
        "Give the token that gastwin serve was started with.",
        "请输入启动 gastwin serve 时给定的访问令牌。",
    ),
}


def factor_label(name: str, lang: str) -> str:
    """Name of a factor of the leak frequency."""
    return _FACTORS.get(name, (name, name))[lang == "zh"]


def token_page_texts(lang: str) -> dict[str, str]:
    """Texts of the page that asks for the token."""
    return {key: both[lang == "zh"] for key, both in _TOKEN_PAGE.items()}
