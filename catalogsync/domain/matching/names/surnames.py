"""Family names as platforms spell them in Latin letters, by the first characters of the written name.

Chinese ones stand in simplified characters with the spellings of the mainland, Taiwan, Hong Kong and
South-East Asia; Japanese and Korean ones with their usual reading. One line each.
"""

from __future__ import annotations

CHINESE_SURNAMES = """
王 wang wong ong heng | 李 li lee lei | 张 zhang chang cheung teo chong cheong | 刘 liu lau low lew lao | 陈 chen chan tan chin chern
杨 yang yeung yeo young yong | 赵 zhao chao chiu jhao | 黄 huang wong ng ooi wee hwang | 周 zhou chou chow chau jhou joe | 吴 wu ng goh woo
徐 xu hsu tsui chee shyu | 孙 sun suen soon | 胡 hu wu woo oh | 朱 zhu chu choo | 高 gao kao ko | 林 lin lam lim ling | 何 he ho hor
郭 guo kuo kwok quek kwek koh | 马 ma mah beh | 罗 luo lo law loh | 梁 liang leung leong neo | 宋 song sung soong | 郑 zheng cheng tay tee jheng
谢 xie hsieh tse chia sie shieh | 韩 han hon | 唐 tang tong | 冯 feng fung foong pang | 于 yu yue | 董 dong tung | 萧 xiao hsiao siu siew shaw
程 cheng ching | 曹 cao tsao cho chou | 袁 yuan yuen | 邓 deng teng tang dang | 许 xu hsu hui koh khoh shu | 傅 fu foo | 沈 shen shum sim sum
曾 zeng tseng tsang chan jeng | 彭 peng pang phang | 吕 lu lui lyu loo leu | 苏 su so soh sue | 卢 lu lo loo | 蒋 jiang chiang cheung | 蔡 cai tsai choi chua choy
贾 jia chia ka | 丁 ding ting | 魏 wei ngai | 薛 xue hsueh sit sieh | 叶 ye yeh yip ip yap | 余 yu yee yue | 潘 pan poon pun phua | 杜 du tu to toh
戴 dai tai | 夏 xia hsia ha | 钟 zhong chung cheong jhong | 汪 wang wong | 田 tian tien tin | 任 ren jen yam yen | 姜 jiang chiang keung | 范 fan van
方 fang fong hong | 石 shi shih shek | 姚 yao yiu | 谭 tan tam tham | 廖 liao liu liew leow | 邹 zou tsou chow | 熊 xiong hsiung hung | 金 jin chin kam kim
陆 lu luk loke | 郝 hao | 孔 kong kung hung | 白 bai pai pak bak | 崔 cui tsui | 康 kang hong | 毛 mao mo | 邱 qiu chiu chew yau khoo | 秦 qin chin tsin chun
江 jiang chiang kong | 史 shi shih sze | 顾 gu ku koo | 侯 hou hau | 邵 shao siu | 孟 meng mang | 龙 long lung loong | 万 wan man | 段 duan tuan twan
雷 lei lui louie | 钱 qian chien chin | 汤 tang tong | 尹 yin wan | 黎 li lai lei | 易 yi yik | 常 chang | 武 wu mo | 乔 qiao chiao kiu joe | 贺 he ho
赖 lai | 龚 gong kung | 文 wen man wan | 庞 pang | 樊 fan | 兰 lan | 殷 yin | 施 shi shih sze | 洪 hong hung ang | 翟 zhai | 安 an on | 颜 yan yen ngan gan
倪 ni ngai | 严 yan yen yim | 温 wen wan oon | 季 ji chi | 俞 yu yue | 章 zhang chang cheung | 鲁 lu | 葛 ge ko | 伍 wu ng | 古 gu ku koo | 庾 yu
莫 mo mok | 容 rong yung | 甄 zhen yan | 麦 mai mak | 成 cheng shing | 岑 cen shum sum | 柯 ke ko | 阮 ruan yuen | 纪 ji chi kee | 梅 mei mui | 童 tong tung
尚 shang | 艾 ai | 郁 yu | 路 lu | 符 fu foo | 关 guan kwan | 区 ou au | 屈 qu wat | 连 lian lien | 简 jian chien kan | 卓 zhuo cho cheuk | 游 you yu yau
齐 qi chi chyi | 巫 wu moo | 辛 xin hsin | 霍 huo fok | 饶 rao jao | 动 dong tung | 戚 qi chi | 官 guan kwan | 房 fang fong | 凤 feng fung | 韦 wei wai | 骆 luo lok
焦 jiao chiao | 单 shan sin | 司 si sze | 满 man | 华 hua wah | 欧 ou au ow | 费 fei | 陶 tao to | 邰 tai | 丘 qiu yau chiu | 巴 ba | 水 shui | 柳 liu lau | 苗 miao
"""

JAPANESE_SURNAMES = """
佐藤 sato satou satoh | 铃木 suzuki | 高桥 takahashi | 田中 tanaka | 伊藤 ito itoh | 渡边 watanabe | 渡辺 watanabe | 山本 yamamoto | 中村 nakamura | 小林 kobayashi
加藤 kato katoh | 吉田 yoshida | 山田 yamada | 佐佐木 sasaki | 山口 yamaguchi | 松本 matsumoto | 井上 inoue | 木村 kimura | 林 hayashi | 斋藤 saito saitoh
清水 shimizu | 山崎 yamazaki yamasaki | 森 mori | 池田 ikeda | 桥本 hashimoto | 阿部 abe | 石川 ishikawa | 前田 maeda | 藤田 fujita | 小川 ogawa
后藤 goto gotoh | 冈田 okada | 长谷川 hasegawa | 村上 murakami | 近藤 kondo kondoh | 石井 ishii | 坂本 sakamoto | 远藤 endo endoh | 青木 aoki | 藤井 fujii
西村 nishimura | 福田 fukuda | 太田 ota ohta | 三浦 miura | 冈本 okamoto | 松田 matsuda | 中岛 nakajima nakashima | 中野 nakano | 原田 harada | 小野 ono
田村 tamura | 竹内 takeuchi | 金子 kaneko | 和田 wada | 中山 nakayama | 石田 ishida | 上田 ueda | 森田 morita | 柴田 shibata | 宫崎 miyazaki
酒井 sakai | 工藤 kudo kudou | 横山 yokoyama | 宫本 miyamoto | 内田 uchida | 高木 takagi | 安藤 ando | 岛田 shimada | 谷口 taniguchi | 大野 ono ohno
今井 imai | 丸山 maruyama | 河野 kono kohno | 藤原 fujiwara | 武田 takeda | 村田 murata | 上野 ueno | 杉山 sugiyama | 增田 masuda | 菅原 sugawara
平野 hirano | 大塚 otsuka ohtsuka | 千叶 chiba | 久保 kubo | 松井 matsui | 岩崎 iwasaki | 樱井 sakurai | 野口 noguchi | 松尾 matsuo | 菊地 kikuchi
水树 mizuki | 椎名 shiina sheena | 宇多田 utada | 滨崎 hamasaki | 安室 amuro | 仓木 kuraki | 平井 hirai | 福山 fukuyama | 星野 hoshino | 米津 yonezu
菅野 kanno | 梶浦 kajiura | 泽野 sawano | 久石 hisaishi | 大贯 onuki | 山下 yamashita | 松原 matsubara | 松任谷 matsutoya | 玉置 tamaki | 尾崎 ozaki
长渕 nagabuchi | 井口 iguchi | 新垣 aragaki | 户松 tomatsu | 花泽 hanazawa | 早见 hayami | 茅原 chihara | 坂井 sakai | 织田 oda | 影山 kageyama
德永 tokunaga | 秦 hata | 绚香 ayaka | 平原 hirahara | 手岛 teshima teshima | 夏川 natsukawa | 谷村 tanimura | 小田 oda | 吉冈 yoshioka | 川井 kawai | 川田 kawada
菅田 suda | 优里 yuuri yuri | 藤 fuji | 幾田 ikuta | 几田 ikuta | 濑 se | 园 sono | 奥 oku | 家入 ieiri | 西野 nishino | 柴咲 shibasaki | 中森 nakamori | 荒井 arai
"""

KOREAN_SURNAMES = """
김 kim gim | 이 lee yi rhee li | 박 park bak pak | 최 choi choe | 정 jung jeong chung joung | 강 kang gang | 조 cho jo | 윤 yoon yun | 장 jang chang | 임 lim im yim
한 han | 오 oh o | 서 seo suh | 신 shin sin | 권 kwon gwon | 황 hwang | 안 ahn an | 송 song | 류 ryu yoo | 유 yoo yu you | 홍 hong | 전 jeon jun chun | 고 ko go
문 moon mun | 양 yang | 손 son sohn | 배 bae | 백 baek paik | 허 huh heo hur | 남 nam | 심 shim sim | 노 noh roh no | 하 ha | 곽 kwak | 성 sung seong | 차 cha | 주 joo ju
우 woo | 구 koo goo gu ku | 나 na | 민 min | 진 jin | 엄 um eom | 원 won | 천 chun cheon | 방 bang | 옥 ok | 길 gil | 변 byun | 육 yook | 태 tae
"""
