"""The words that tell versions apart, in Chinese, English, Japanese and Korean, and those that do not.

A phrase is written in any script and case; ``#`` stands for a number. The longest phrase at a place wins, so
that ``original mix`` is an edit label though ``mix`` is a remix.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a word says of the recording it stands beside."""

    __hash__ = str.__hash__  # the enum's own is written in Python and slows every set

    LIVE = "live"
    REMIX = "remix"
    INSTRUMENTAL = "instrumental"
    ARRANGED = "arranged"
    COVER = "cover"
    AI = "ai"
    DEMO = "demo"
    RERECORD = "rerecord"
    SPEED = "speed"
    CLIP = "clip"
    MEDLEY = "medley"
    CHILD = "child"
    VOICE = "voice"  # who or how many sing: duet, solo, male voice
    RADIO = "radio"  # talk about a song, not the song
    LOOP = "loop"
    CLEAN = "clean"
    EDIT = "edit"  # a label about length
    LANG_ZH = "lang-zh"
    LANG_YUE = "lang-yue"
    LANG_NAN = "lang-nan"
    LANG_EN = "lang-en"
    LANG_JA = "lang-ja"
    LANG_KO = "lang-ko"
    LANG_OTHER = "lang-other"
    OTHER = "other"  # "… version" of no kind known here
    SOUNDTRACK = "soundtrack"  # a note, like the next two
    QUALITY = "quality"
    NOTE = "note"
    GLUE = "glue"  # words that carry nothing of their own


LANGUAGES = frozenset(kind for kind in Kind if kind.startswith("lang-"))
NEUTRAL = frozenset({Kind.SOUNDTRACK, Kind.QUALITY, Kind.NOTE, Kind.GLUE})

PHRASES: dict[Kind, str] = {
    Kind.LIVE: """sound check | soundcheck | 生演奏 | 纯享 | 纯享版 | 舞台纯享 | 竞演 | 竞演版 | home take | the home take | one take | spotify singles | a colors show | amazon original |
        apple music live | like a version | triple j | vevo dscvr | the voice | x factor | ライブ音源 | live版 | live | alive tour | ライブ | ライヴ | 라이브 | 现场 | 现场版 | 演唱会 | 演唱会版 | 音乐会 | concert | concerts |
        in concert | 巡演 | 巡回 | 巡唱 | 콘서트 | コンサート | tour | unplugged | mtv unplugged | first take | the first take | session |
        sessions | on air | 我是歌手 | 歌手 # | 综艺 | 舞台版 | 春晚 | 跨年 | 晚会 | budokan | 武道馆 | en vivo | en directo |
        ao vivo | 音乐节 | festival | 好声音 | 蒙面唱将 | 声入人心 | 乘风破浪 | 天赐的声音 | 声生不息 | 我们的歌 | 金曲捞 | 跨界歌王 |
        tiny desk | kexp | bbc | live lounge | 弹き语りライブ | ツアー | 直播 | 实况 | 演唱实况 | 演奏会 | 歌友会 | 唱谈会 | 校园行 | 录音室现场 |
        inkigayo | 人气歌谣 | 복면가왕 | 불후의 명곡 | 스케치북 | 단독 공연 | 공연 | red rocks | royal albert hall | at wembley | live aid |
        超级女声 | 快乐男声 | 时光音乐会 | 想唱就唱 | 中国新歌声 | 梦想的声音 | 经典咏流传 | 围炉音乐会 | 草莓音乐节 | 不插电演唱会 | 最强音 | 生放送 |
        红白歌合战 | 巡回演唱 | 告别演出 | 演出版 | livehouse | live house | concierto | vivo | ライブ版 | 户外开唱 | 开唱 | 简单生活节 | mtv live |
        蒙面歌王 | 乐队的夏天 | 披荆斩棘的哥哥 | 创造营 # | 偶像练习生 | 青春有你 # | 明日之子 | 这就是街舞 | 无限歌谣季 | 幻乐之城 | 音乐大师课 | 不朽之名曲 |
        快乐大本营 | 王牌对王牌 | 百变大咖秀 | 나는 가수다 | 我是唱作人 | 中国好歌曲 | 中国之星 | 最美和声 | 闪光的乐队 | 为歌而赞 | 我想和你唱 | 星光大道 | 快乐女声 | 超级女生 |
        谁是歌手 | 有歌 # | 同一首歌 | 合唱吧 | 我就是演员 | 即刻电音 | 中国有嘻哈 | 中国新说唱 | 说唱新世代 | 拉阔 | itunes festival | 生歌 | vevo lift | mtv push | 现场录音 | 실황 | 현장""",
    Kind.REMIX: """vinahouse | vina house | eurodance | 舞蹈音乐 | vinahey | shuffle | restrung | reconstruction | r b版 | 中国风版 | remix版 | remix | remixes | remixed | rmx | 混音 | 混音版 | リミックス | 리믹스 | mix | mixes | mixed | bootleg | rework |
        reworked | vip mix | edm | dub | dubstep | dj | djs | dj版 | 车载 | 劲爆 | 慢摇 | 舞曲 | 舞曲版 | 广场舞 | 电音 | 电音版 | techno |
        flip | phonk | 蹦迪 | 嗨曲 | club mix | hardstyle | disco version | dance version | dance ver | eurobeat |
        jungle | drum and bass | d n b | psytrance | 重低音 | 串烧版 | freestyle | 弹鼓版 | 弹鼓 | 越鼓 | 越南鼓 | 鼓版 | 咚鼓版 | 土嗨 |
        hip hop version | rap version | rap版 | 说唱版 | 说唱 | 京剧版 | 国风版 | 古风版 | 戏腔 | 戏腔版 | 戏曲版 | 摇滚版 | 民谣版 |
        rock version | rock ver | metal version | metal cover | jersey club | refix | re edit | redux | recut""",
    Kind.INSTRUMENTAL: """背景音乐版 | 伴唱 | 伴唱带 | 伴奏 | 伴奏版 | 伴奏曲 | 纯音乐 | 纯音乐版 | instrumental | instrumentals | inst | karaoke | カラオケ | 卡拉ok | ktv |
        off vocal | offvocal | 반주 | 노래방 | 인스트 | 인스트루멘탈 | 경음악 | backing track | minus one | 无人声 | 没有人声 | 消音 | 消音版 |
        vocal removed | no vocals | without vocals | オルゴール | 八音盒 | 音乐盒 | music box | orgel | インスト | インストゥルメンタル | 轻音乐 |
        オフボーカル | オフヴォーカル | ガイドメロディ | guide melody | 轻音乐版 | 器乐 | 器乐版 | 无和声 | 演奏版 | 独奏 | 独奏版 |
        ガイドメロ | 演奏曲 | 배경음악 | 오르골 | 가사 없는 | 배경 | karaoké | bgm版 | sing along | singalong | pista | playback | 原版伴奏 | 立体声伴奏""",
    Kind.ARRANGED: """mr removed | mr제거 | mr 제거 | vocal only | vocals only | only vocals | isolated vocals | 干声 | 纯人声 | 抒情版 | 温柔版 | 催眠版 | 治愈版 | stripped down | unplugged ver | piano ver | piano version | guitar version | acoustic | acústica | acustico | アコースティック | 어쿠스틱 | 不插电 | 不插电版 | stripped | 弹唱 | 弹唱版 | 弾き語り | 钢琴 | 钢琴曲 |
        钢琴版 | piano | ピアノ | 피아노 | 吉他 | 吉他版 | 木吉他 | guitar | ギター | 기타 | 尤克里里 | ukulele | 古筝 | 古筝版 | 二胡 | 二胡版 |
        笛子 | 竹笛 | 笛声 | 笛子版 | 箫 | 洞箫 | 尺八 | 埙 | 古琴 | 萨克斯 | 萨克斯版 | sax | saxophone | 口琴 | harmonica | 小提琴 | 大提琴 | violin |
        viola | cello | 琵琶 | 唢呐 | 葫芦丝 | 手风琴 | 电子琴 | accordion | 小号 | 小号版 | trumpet | 指弹 | 指弹版 | fingerstyle |
        string quartet | quartet | strings | string version | 弦乐 | 弦乐版 | 管弦 | 管弦乐 | 管弦乐版 | 交响 | 交响乐 | 交响版 | symphonic | symphony |
        symphony version | orchestra | orchestral | orchestra ver | オーケストラ | 오케스트라 | 吹奏楽 | ブラス | brass | brass band | # bit | 8bit |
        chiptune | chip tune | lofi | lo fi | a cappella | acapella | acappella | 阿卡贝拉 | 清唱 | 清唱版 | 人声版 | jazz | 爵士 | 爵士版 | bossa nova |
        bossa | reggae | arrange | arranged | arrangement | アレンジ | アレンジver | 编曲版 | 改编曲 | harp | 竖琴 | flute | 长笛 | marimba | drum cover |
        drum | drums | 架子鼓 | 爵士鼓 | 军鼓 | 马头琴 | 陶笛 | 卡林巴 | kalimba | 拇指琴 | 扬琴 | 手碟 | handpan | 巴乌 | bass cover |
        unplugged version | salsa | 慢板 | ballad version | ballad ver | band ver | band version | 乐队版 | 发烧吉他版 | ジャズ | 合成器 | 电吉他 | 三味线 |
        和楽器 | 民乐 | 民乐版 | 轻摇滚版 | quiet version | 8ビット | 口哨 | 口哨版 | whistle version | 四手联弹 | 阿卡贝拉版 | bluegrass | campfire | campfire version |
        ensemble | チェロ | バイオリン | ヴァイオリン | ウクレレ | 해금 | 가야금 | 첼로 | 바이올린 | symphonic variation | solo piano | solo guitar""",
    Kind.COVER: """中文填词 | 国语填词 | 中文填词版 | vocaloid ver | vocaloid version | cover | covers | covered | cover by | covered by | 翻唱 | 翻唱版 | 翻自 | 原唱 | カバー | カヴァー | 歌ってみた | 歌ってみました | 弾いてみた |
        演奏してみた | 叩いてみた | 踊ってみた | 커버 | tribute | tribute to | in the style of | originally performed by | made famous by | made popular by |
        모창 | 串唱 | 网友版 | 学唱 | 致敬 | 致敬版 | 模仿 | 模仿版 | versionado | 原曲 | as performed by""",
    Kind.AI: """ai cover | ai翻唱 | ai 版 | ai版 | ai 歌手 | ai ai vocal | ai generated | ai version | ai ver | ai커버 | ai カバー |
        aiカバー | 人工智能 | 虚拟歌手 | 声音克隆 | suno | sovits | 洛天依版 | 初音版 | 初音未来版""",
    Kind.DEMO: """leak | leaked | unreleased | unreleased version | 未发行 | 未发行版 | 未公开版 | demo | demos | デモ | 데모 | demo version | outtake | outtakes | take # | alternate | alternative version | alternate take |
        alternate version | alternate mix | early take | early version | early mix | rough mix | rehearsal | rehearsals | studio outtake | 小样 | 小样版 | 试唱 | 试唱版 | work tape |
        worktape | home recording | voice memo | long lost | 排练 | 排练版 | 原始版 | 草稿 | unfinished | work in progress | basement tape | sketch | 母带未混""",
    Kind.RERECORD: """taylor's version | re recorded | rerecorded | re recording | rerecording | rerecord | re record | 重录 | 重录版 | 重唱 | 重唱版 |
        新录 | 新录版 | 新录音 | 重新录制 | 重新录音 | 重新演绎 | 重新演唱 | 重新编曲 | reimagined | re imagined | revisited | anniversary version | anniversary ver |
        anniversary recording | anniversary mix | #th anniversary | # th anniversary | 周年 | 周年版 | 周年纪念版 | 新版 | 新版本 | new version | new ver | new recording |
        new vocal | 新编版 | reprise | redo | re sung | # 版 | # version | # ver | # 年版 | # 年 版 | self cover | セルフカバー | selfcover | 再録 | 再録版 |
        リアレンジ | re arranged | rearranged | self remake | remake | remake ver | リメイク | 리메이크 | 2nd version | version 2 | ver 2 | version 2.0 | 2.0 |
        v2 | ver # | version # | 재녹음 | modern version | 第二版 | 新唱 | 成年版 | new arrangement | 新编曲 | 新編曲版""",
    Kind.SPEED: """asmr | another room | next room | in the bathroom | 水下 | 水下版 | 隔壁 | sped up | spedup | speed up | slowed | slow version | slowed down | reverb | slowed and reverb | nightcore | daycore |
        # x | x # | x# | # × | # 倍 | # 倍速 | 倍速 | 倍速版 | 加速 | 加速版 | 减速 | 减速版 | 降速 | 降速版 | 慢速 | 慢速版 | 慢放 | 慢版 | 快版 |
        变速 | 变速版 | 变调 | 变调版 | 升调 | 降调 | 升调版 | 降调版 | 升key | 降key | 高音版 | 低音版 | pitched | pitch | pitched up | # d | # d audio | # d版 | 8d | 环绕 | 环绕版 |
        全景声环绕 | 3d环绕 | chopped | screwed | 快速版 | スピードアップ | 倍速で | 配速 | # key | 배속 | 느리게 | 빠르게 | 0.9x | 沉浸版 | 空灵版 |
        fast version | ultra slowed | super slowed | bass boosted | 氛围版 | 女声升调 | low pitch | high pitch | key up | key down | 低音增强 | 白噪音 | # speed | # x speed | 低八度 | 高八度""",
    Kind.CLIP: """片段 | 试听 | 试听版 | 铃声 | 铃声版 | 彩铃 | 彩铃版 | 来电 | 来电铃声 | 手机铃声 | 剪辑 | 剪辑版 | 截取 | 截取版 | tv size | tvsize | tvサイズ |
        tv version | tv ver | tv edit | tv版 | tv cut | anime size | anime ver | アニメサイズ | アニメver | teaser | preview | snippet | ringtone | ringtones |
        trailer | trailer version | 预告 | 预告版 | 副歌 | 副歌版 | 高潮 | 高潮版 | 高潮部分 | 抖音版 | 抖音 | 快手 | 快手版 | 短版 | 短视频 | short ver |
        short version | short size | ショート | ショートver | ショートサイズ | 前奏 | 间奏 | 尾奏 | tiktok | tiktok version | tik tok | bgm | # 秒 | # s |
        excerpt | 片花 | 节选 | 精选片段 | 清晰片段 | 闹钟 | 벨소리 | 맛보기 | 티저 | 하이라이트 | 着うた | 着信音 | 着メロ |
        medium size | # 分钟版 | 卡点 | 卡点版 | 变装 | 短音频 | 一段 | ringback | ringback tone""",
    Kind.MEDLEY: """串烧 | medley | mash up | mashup | mashups | メドレー | 메들리 | 매시업 | 매쉬업 | 组曲 | 联唱 | 联奏 | megamix | マッシュアップ | potpourri | 混搭""",
    Kind.CHILD: """kidz bop | 儿童 | 儿童版 | 儿歌 | 儿歌版 | 童声 | 童声版 | 少儿 | 少儿版 | 宝宝 | 宝宝版 | 小学生 | 幼儿 | 幼儿园 | 小朋友 | 萌娃 | 萌娃版 | 童谣 | kids |
        kid | kids version | for kids | nursery | nursery rhyme | cocomelon | lullaby | lullaby version | 摇篮曲 | 摇篮曲版 | baby version | parody | 恶搞 | 恶搞版 |
        搞笑 | 搞笑版 | 改编 | 改编版 | 改编词 | 奥特曼 | 方言 | 方言版 | 东北话 | 四川话 | 河南话 | 重庆话 | 陕西话 | 山东话 | 填词 | 填词版 | 改词 | 改词版 | 鬼畜 |
        替え歌 | 子ども | こども | キッズ | 동요 | 어린이 | 패러디 | 自嗨 | 毕业版 | 校园版 | 班歌 | 抗疫版 | 武汉版 | 军训版 | 励志版 | 沙雕 | 魔性""",
    Kind.VOICE: """男声 | 女声 | 男声版 | 女声版 | 男版 | 女版 | 男生版 | 女生版 | 男女版 | 男女对唱 | 对唱 | 对唱版 | 合唱 | 合唱版 | 独唱 | 独唱版 | solo |
        solo version | solo ver | duet | duet version | choir | choir version | 单人版 | 双人版 | 群星版 | 和声版 | 三人版 | 全员版 | 男孩版 | 女孩版 | 女声翻唱 |
        ソロ | ソロver | デュエット | 합창 | 솔로 | 솔로버전 | 듀엣 | female version | male version | female ver | male ver | 男团版 | 女团版 | 和声伴奏 | 和声版伴奏 | 带和声 | 带和声伴奏 | group version |
        个人版 | 一人版 | 二重唱 | 大合唱 | 烟嗓 | 烟嗓版 | 甜美版 | 低音炮 | chorus version | unison""",
    Kind.RADIO: """电台 | 朗读 | 朗读版 | 诵读 | 朗诵 | 诗朗诵 | 播客 | podcast | 精读 | ep # | ep# | 第 # 期 | 第 # 集 | 第 # 课 | lesson # | 解说 | 有声 |
        有声书 | 教学 | 教程 | 教唱 | reaction | lesson | tutorial | 推荐 | 盘点 | 讲解 | 曲谱 | 简谱 | 吉他谱 | 乐评 | 独白 | 念白 | 念白版 | 旁白 | commentary |
        interview | 采访 | 访谈 | ラジオ | 라디오 | 팟캐스트 | 点评 | 英语学习 | 英语精读 | dialogue | 幕后 | making of | 攻略 | 广播剧 | 读书 | 伴读 | 歌词朗读 | 手势舞 | zumba |
        文案 | voice message | voice | track by track | 背后的""",
    Kind.LOOP: """循环 | loop | looped | # 小时 | # hour | # hours | # hr | 连播 | 一小时 | 一小时版 | 무한반복 | 1시간 | # 시간 | 单曲循环 | 循环版 | ループ | 睡眠版""",
    Kind.CLEAN: "clean | clean version | clean ver | clean edit | no rap | without rap | no rap version | 无rap | 无rap版 | 没有rap | censored | 无说唱版 | edited",
    Kind.EDIT: """7 version | 12 version | radio edit | radio mix | radio version | radio ver | radio cut | single version | single ver | single edit | single mix | album version | album ver |
        album edit | album mix | original mix | original version | original ver | original edit | original album version | full version | full ver |
        full size | full length | full length version | long version | long ver | longver | フル | フルver | フルサイズ | フルバージョン | 完整 | 完整版 | 全曲 |
        extended | extended mix | extended version | extended ver | extended edit | video edit | video version | music video edit | music video version | mv版 | edit |
        原版 | 原唱版 | 专辑版 | 单曲版 | 电台版 | 加长版 | 长版 | 足本版 | 풀버전 | 원곡 | 正常版 | 正式完整版 | main version | main mix | standard version | regular version |
        # inch version | # edit | # inch mix | # inch | lp version | ep version | cd version | cd ver | single cut | short radio edit | complete version | uncut | 未删减版 |
        录音室版 | studio version | studio ver | standard edit | album cut | long edit | short edit""",
    Kind.LANG_ZH: """国语 | 国语版 | 国版 | 普通话 | 普通话版 | 华语 | 华语版 | 中文 | 中文版 | chinese | chinese version | chinese ver | chn ver | mandarin |
        mandarin version | mandarin ver | 중국어 | 중국어 버전 | 中国語 | 中国語版 | 中文翻唱 | 汉语 | cn ver""",
    Kind.LANG_YUE: "粤语 | 粤语版 | 粤版 | 广东话 | 广东话版 | 广东歌 | cantonese | cantonese version | cantonese ver | 白话版 | 港版",
    Kind.LANG_NAN: "闽南语 | 闽南语版 | 闽南话 | 台语 | 台语版 | hokkien | taiwanese | taiwanese version | 客家话 | 客语 | 潮汕话 | 潮语版",
    Kind.LANG_EN: """英文 | 英文版 | 英语 | 英语版 | english | english version | english ver | eng ver | 영어 | 영어 버전 | 英語版 | 英語 | 英語ver | イングリッシュ""",
    Kind.LANG_JA: """日文 | 日文版 | 日语 | 日语版 | 日版 | 日本語 | 日本語版 | 日本語ver | japanese | japanese version | japanese ver | jp ver | jpn ver | jap ver | 일본어 |
        일본어 버전""",
    Kind.LANG_KO: """韩文 | 韩文版 | 韩语 | 韩语版 | 韩版 | korean | korean version | korean ver | kr ver | kor ver | 韓国語 | 韓国語版 | 한국어 | 한국어 버전""",
    Kind.LANG_OTHER: """spanish | spanish version | spanglish | en espanol | espanol | version espanola | 西班牙语 | 西班牙语版 | french | french version | 法语 | 法语版 | german |
        german version | deutsch | 德语 | 德语版 | italian | italian version | 意大利语 | 俄语 | 俄语版 | russian | russian version | 泰语 | 泰语版 | 泰文版 | thai | thai version |
        越南语 | 越南版 | 越南语版 | vietnamese | vietnamese version | portuguese | portugues | 葡萄牙语 | 藏语 | 藏语版 | 蒙语 | 蒙语版 | 维语 | 印尼语 | indonesian |
        indonesian version | 马来语 | malay | hindi | 印度语 | arabic | latin version | 手语 | 手语版 | multi language | 多语言版 | 世界语 | en francais | 印度版""",
    Kind.OTHER: """音乐剧版 | 话剧版 | director's cut | musical version | 版 | 版本 | version | ver | vers | versión | バージョン | ヴァージョン | 버전 | movie ver | movie version | 电影版 | 动画版 | 剧版 | 游戏版 | film version | game ver |
        game version | movie mix | movie edit | 影视版 | 电视剧版 | 剧场版 | soundtrack version | movie size | pop version | 特别版 | special version | special ver | summer ver | winter ver |
        christmas version | holiday version | 圣诞版 | 贺岁版 | part # | pt # | part ii | pt ii | part iii | part iv | pt iii | part two | part one | vol #""",
    Kind.SOUNDTRACK: """엔딩곡 | 오프닝곡 | 주제곡 | 주제가 | 纪录片 | 短剧 | 微电影 | 广播剧主题曲 | 主题曲 | 主题歌 | 片尾曲 | 片头曲 | 插曲 | 推广曲 | 宣传曲 | 印象曲 | 主打歌 | 同名主题曲 | ost | o.s.t | soundtrack | original soundtrack | 原声 | 原声带 | 电影原声 |
        エンディング | オープニング | エンディングテーマ | オープニングテーマ | 挿入歌 | 主題歌 | テーマ曲 | テーマソング | イメージソング | theme | theme song | love theme | 电影 |
        电视剧 | 网剧 | 动画 | 动漫 | 番剧 | 剧集 | 综艺主题曲 | 游戏 | 手游 | 广告曲 | 广告 | op | ed | opening | ending | opening theme | ending theme | motion picture |
        original motion picture soundtrack | tvアニメ | tv动画 | アニメ | ドラマ | 映画 | cm曲 | cmソング | 主题音乐 | 代言曲 | 片中曲 | 背景音乐 | official song | 开场曲 | 原声音乐 |
        삽입곡 | 드라마 | 영화 | from the movie | from the film | from the motion picture | from the series | musical | 音乐剧 | 日剧 | 韩剧 | tv drama | 片尾 | 片头 | 电影插曲 |
        tv动画片头曲 | tv动画片尾曲 | 收录曲 | 角色曲""",
    Kind.QUALITY: """经典老歌 | 怀旧金曲 | 老歌 | 怀旧 | 金曲 | 4k修复 | 高清修复 | 修复 | 抖音热歌 | 抖音热门 | 抖音爆款 | 抖音神曲 | 抖音火爆 | 快手热歌 | 网络热歌 | 网络歌曲 | 网红歌曲 | 热门歌曲 | 最火 | 全网最火 | 无损 | 无损音质 | 无损版 | 高音质 | 高音质版 | 高品质 | 超高音质 | 超清 | 高清 | 高清版 | 超清版 | hq | sq | hi res | hires | flac | mp3 | wav | ape | dsd |
        # k | # kbps | 320k | # bit flac | # p | 4k | hd | hd音质 | hifi | hi fi | 母带 | 母带级 | 母带音质 | 发烧 | 发烧级 | 臻品 | 臻品母带 | 全景声 | dolby atmos | 杜比 | 杜比全景声 | lossless |
        官方 | 官方版 | 官方音频 | official | official audio | official music video | official video | official mv | official lyric video | audio | lyrics | lyric | lyric video |
        lyrics video | with lyrics | 歌词 | 歌词版 | 字幕 | 字幕版 | 带歌词 | 动态歌词 | 歌词视频 | 中文字幕 | 双语字幕 | 中英字幕 | mv | m v | pv | music video | 立体声 | 双声道 | stereo |
        超好听 | 热门 | 经典 | 经典版 | 收藏 | 首发 | 新歌 | 新歌首发 | 单曲 | 热歌 | 爆款 | 高清音质 | 原声版 | 公式 | 공식 | 음원 | 가사 | 고음질 | 歌詞付き |
        公式mv | visualizer | official visualizer | performance video | 修复音质 | 付费 | 免费 | 热播 | 必听 | 超燃 | 火爆 | cd音质 | cd rip | cd | web | itunes | 高品 | 极品 | 天碟 | 正版 | 最新 | # 最新 | # khz | w lyrics | 车载音乐 | 车载歌曲 | 车载金曲""",
    Kind.NOTE: """24 bit | 16 bit | 24bit remaster | 24 bit remaster | remaster | remastered | remastered version | remaster version | remastering | # remaster | # remastered | # remastered version | remastered # | digital remaster | # digital remaster |
        digitally remastered | リマスター | リマスター版 | 리마스터 | 리마스터링 | 重制 | 重制版 | 复刻 | 复刻版 | 修复版 | 数码修复 | 重新母带 | explicit | explicit version | explicit ver | dirty |
        explicit album version | deluxe | deluxe version | deluxe edition | expanded | expanded edition | bonus | bonus track | edition | special edition | anniversary edition |
        专辑 | 收录版 | 正式版 | 发行版 | mono version | mono | stereo version | 双语 | from the vault | disc # | cd # | track # | japan bonus track | 2cd | produced by | prod by | prod |
        制作人 | 作词 | 作曲 | 作编曲 | 词曲 | 重发 | reissue | remaster # | 豪华版 | 典藏版 | 珍藏版 | 精装版 | 纪念版专辑 | 数字版 | 先行曲 | 主打 | title track | hidden track | cd only |
        原创 | 原创歌曲 | オリジナル | オリジナル曲 | vocaloid | vocaloid original""",
    Kind.GLUE: "the | a | an | of | by | in | at | on | for | and | with | from | to | 的 | 之 | 曲 | 歌 | 首 | 中 | 之声 | vs",
}  # fmt: skip

# Words too common inside a subtitle, which count only when they are the whole note.
ALONE: dict[Kind, str] = {
    Kind.CLIP: "tv | intro | outro | interlude | short | hook | sample",
    Kind.ARRANGED: "人声 | vocals | vocal",
    Kind.OTHER: "ii | iii | iv | 上 | 下 | 续 | 2 | 3",
    Kind.REMIX: "vip | house | club | trap | house ver | trap ver",
    Kind.INSTRUMENTAL: "mr | mr 반주 | mr版",
    Kind.SPEED: "slow | speed | 高速 | 低速",
    Kind.LANG_ZH: "国 | 中",
    Kind.LANG_YUE: "粤",
    Kind.LANG_EN: "英",
    Kind.LANG_JA: "日",
    Kind.LANG_KO: "韩",
    Kind.RADIO: "voice | 故事",
    Kind.EDIT: "full | long | original",
    Kind.NOTE: "原唱 | single | album | 专辑 | 经典 | 主打",
}
