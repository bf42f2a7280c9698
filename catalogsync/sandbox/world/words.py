"""The invented words that titles and names are made of. No real artist, no real song."""

from __future__ import annotations

# ruff: noqa: SIM905 (long lists of words read better as text)

TITLE_WORDS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "zh": (
        "合成 晨雾 山谷 星河 旧城 海岸 落叶 长夜 雨巷 青石 北风 南桥 木舟 孤岛 麦田 云端 灯塔 纸船 雪原 竹影 霓虹 深巷 "
        "远山 潮汐 夏蝉 秋水 冬眠 春信 暮色 拂晓 微光 荒野".split(),
        "来信 漫游 独白 回声 往事 约定 尽头 之歌 时刻 日记 车站 地图 黄昏 归途 梦境 旅人 秘密 轮廓 温度 颜色 碎片 距离 "
        "方向 季节 影子 名字 故事 倒影 承诺 呼吸 节拍 边界".split(),
        "序章 前夜 彼端 夜航 初见 重逢 离岸 远行 静默 回旋 余温 破晓 流年 清晨 午后 子夜".split(),
    ),
    "en": (
        "Paper Amber Velvet Hollow Copper Silver Winter Marble Crimson Distant Quiet Broken Golden Hidden Restless Wooden "
        "Glass Electric Northern Salt Borrowed Faded Gentle Lantern Midnight Ocean Scarlet Timber Violet Wandering Yellow "
        "Zinc".split(),
        "Harbor Letters Orchard Horizon Lullaby Mirrors Railway Shadows Thunder Valley Window Compass Garden Island Kites "
        "Meadow Needle Parade Quarry River Satellite Tide Umbrella Village Weather Atlas Bridge Candle Desert Engine "
        "Feather Signal".split(),
        "Overture Dusk Dawn Return Farewell Reprise Interlude Beginning Crossing Descent Echoes Finale Gathering Homeward "
        "Inland Journey".split(),
    ),
    "ja": (
        "ひかり そよかぜ ゆうぐれ ほしぞら みずいろ さくらいろ あまおと しおさい こもれび うたかた まぼろし はなび "
        "かげろう ゆきどけ よあけ なつぞら".split(),
        "の手紙 の約束 の記憶 の行方 の列車 の窓辺 の魔法 の迷路 の温度 の足音 の続き の写真 の庭 の鼓動 の秘密 の地図".split(),
        "プロローグ エピローグ カーテンコール リプライズ アンコール モノローグ ステップ パレード サイレン トワイライト "
        "ノクターン ワルツ セレナーデ カノン ロンド バラード".split(),
    ),
}

ARTIST_WORDS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "zh": (
        "沐 砚 鹿 苓 棠 屿 鸢 樾 汀 岚 珂 澈 笙 霁 杳 葵".split(),
        "之遥 听雪 未央 小满 拾壹 拾光 青禾 北野 南烛 白露 知夏 半夏 见山 临川 长庚 照夜".split(),
        "乐队 合唱团 工作室 组合 三重奏 剧场 电台 唱片".split(),
    ),
    "en": (
        "Velda Orin Tamsin Corwen Maribel Jorah Elspeth Dorian Wynne Halden Isolde Perrin Sabra Thelon Ursa Lindle".split(),
        "Marrow Talloway Quill Ashgrove Penhallow Brindle Foxmere Hartlow Kestrel Lockwood Nettle Overbrook Pryde Ravenel "
        "Stillwater Thornby".split(),
        "Band Trio Quartet Ensemble Collective Project Society Union".split(),
    ),
    "ja": (
        "みなと あかり そらの はるかぜ すずね つきの ゆらぎ しずく かなで ほのか なぎさ いろは こはる まひる よぞら れいん".split(),
        "シノハラ クロツキ アオイロ ユメミヤ トオノ ミズハラ カザミ ハナブサ ヒイラギ オトワ シラセ ツバキノ ナツメ ホシカワ "
        "マキノ ヤナセ".split(),
        "楽団 舞台 倶楽部 商会 計画 座 団 組".split(),
    ),
}

ROMANISED: dict[str, str] = dict(
    zip(
        ARTIST_WORDS["zh"][0] + ARTIST_WORDS["zh"][1] + ARTIST_WORDS["ja"][0] + ARTIST_WORDS["ja"][1],
        "Mu Yan Lu Ling Tang Yu Yuan Yue Ting Lan Ke Che Sheng Ji Yao Kui Zhiyao Tingxue Weiyang Xiaoman Shiyi Shiguang "
        "Qinghe Beiye Nanzhu Bailu Zhixia Banxia Jianshan Linchuan Changgeng Zhaoye Minato Akari Sorano Harukaze Suzune "
        "Tsukino Yuragi Shizuku Kanade Honoka Nagisa Iroha Koharu Mahiru Yozora Rein Shinohara Kurotsuki Aoiro Yumemiya "
        "Toono Mizuhara Kazami Hanabusa Hiiragi Otowa Shirase Tsubakino Natsume Hoshikawa Makino Yanase".split(),
        strict=True,
    )
)
"""How an artist word is written in Latin letters, for aliases."""

SYNTHETIC_WORD = "合成"
"""A word that always has hits: it opens one title in 32 and names the first artist."""

FIRST_ARTIST = SYNTHETIC_WORD + "乐团"

_SIMPLIFIED = (
    "专临乐云会余剧单台叶后听团国图场声头尽屿岚岛归旧时晓来桥梦温游满灯烛独现电砚离秘粤约纸组节荐蝉见视记语诺车轮辑边"
    "远选遥钢长队雾霁静题颜风鸢麦黄"
)
_TRADITIONAL = (
    "專臨樂雲會餘劇單臺葉後聽團國圖場聲頭盡嶼嵐島歸舊時曉來橋夢溫遊滿燈燭獨現電硯離祕粵約紙組節薦蟬見視記語諾車輪輯邊"
    "遠選遙鋼長隊霧霽靜題顏風鳶麥黃"
)
_TO_TRADITIONAL = str.maketrans(_SIMPLIFIED, _TRADITIONAL)
_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def traditional(text: str) -> str:
    """The text in traditional script, as far as the sandbox's own words go."""
    return text.translate(_TO_TRADITIONAL)


def simplified(text: str) -> str:
    return text.translate(_TO_SIMPLIFIED)


def full_width(text: str) -> str:
    """ASCII letters, digits and brackets in their full-width forms."""
    return text.translate(_TO_FULL_WIDTH)
