"""Japanese artists: written names, romanisations, Chinese names and pen names."""

from __future__ import annotations

JAPANESE = """
米津玄師 | Kenshi Yonezu | よねづけんし | ハチ | Hachi | 米津玄师
YOASOBI | ヨアソビ | 夜游 > Ayase | ikura | 幾田りら
幾田りら | Lilas Ikuta | ikura | 几田莉拉
あいみょん | Aimyon | 爱缪
LiSA | 織部里沙 | 织部里沙 | 乐井乐 | リサ
宇多田ヒカル | Hikaru Utada | Utada Hikaru | Utada | 宇多田光
椎名林檎 | Sheena Ringo | Ringo Sheena | Shiina Ringo
東京事変 | Tokyo Jihen | Tokyo Incidents | 东京事变
浜崎あゆみ | Ayumi Hamasaki | 滨崎步 | 浜崎步 | ayu
安室奈美恵 | Namie Amuro | 安室奈美惠
中島美嘉 | Mika Nakashima | 中岛美嘉
中島みゆき | Miyuki Nakajima | 中岛美雪 | 中島美雪
松任谷由実 | Yumi Matsutoya | ユーミン | Yuming | 荒井由実 | Yumi Arai
竹内まりや | Mariya Takeuchi | 竹内玛莉亚 | 竹内玛利亚
山下達郎 | Tatsuro Yamashita
松原みき | Miki Matsubara | 松原美纪
杏里 | Anri
大貫妙子 | Taeko Onuki | Taeko Ohnuki
坂本龍一 | Ryuichi Sakamoto | 教授
久石譲 | Joe Hisaishi
川井憲次 | Kenji Kawai
菅野よう子 | Yoko Kanno | 菅野洋子 | シートベルツ | The Seatbelts | SEATBELTS
澤野弘之 | Hiroyuki Sawano | SawanoHiroyuki[nZk] | SawanoHiroyukinZk
梶浦由記 | Yuki Kajiura | FictionJunction
林ゆうき | Yuki Hayashi
植松伸夫 | Nobuo Uematsu
下村陽子 | Yoko Shimomura
光田康典 | Yasunori Mitsuda
岩代太郎 | Taro Iwashiro
神前暁 | Satoru Kosaki
星野源 | Gen Hoshino
藤井風 | Fujii Kaze | 藤井风
優里 | Yuuri | 优里
back number | バックナンバー
Official髭男dism | Official HIGE DANdism | Higedan | ヒゲダン | 髭男 | 官方胡子男 | 官方胡子男爵
King Gnu | キングヌー
Mrs. GREEN APPLE | Mrs.GREEN APPLE | ミセスグリーンアップル | 绿苹果夫人 | ミセス
Vaundy | バウンディ
Ado | アド
Eve | イヴ
ずっと真夜中でいいのに。 | ZUTOMAYO | ZTMY | ずとまよ | 永远是深夜有多好
ヨルシカ | Yorushika | 夜鹿 > n-buna | suis
n-buna | ナブナ
美波 | Minami
Aimer | エメ
milet | ミレイ
Uru | ウル
Reol | れをる
ReoNa | レオナ
DAOKO | だをこ
RADWIMPS | ラッドウィンプス | 野田洋次郎
BUMP OF CHICKEN | バンプ・オブ・チキン | バンプオブチキン | BUMP
ONE OK ROCK | ワンオクロック | ワンオク
SPYAIR | スパイエアー
ASIAN KUNG-FU GENERATION | アジアン・カンフー・ジェネレーション | アジカン | 亚洲功夫世代
FLOW | フロウ
UVERworld | ウーバーワールド
L'Arc〜en〜Ciel | L'Arc-en-Ciel | ラルクアンシエル | 彩虹乐队 | ラルク
X JAPAN | X | エックス・ジャパン
GLAY | グレイ
LUNA SEA | ルナシー
B'z | ビーズ
Mr.Children | ミスターチルドレン | Mr. Children | ミスチル | 孩子先生
スピッツ | Spitz
サザンオールスターズ | Southern All Stars | 南方之星 | 南天群星
桑田佳祐 | Keisuke Kuwata
福山雅治 | Masaharu Fukuyama
平井堅 | Ken Hirai
徳永英明 | Hideaki Tokunaga
尾崎豊 | Yutaka Ozaki
尾崎亜美 | Ami Ozaki
玉置浩二 | Koji Tamaki
安全地帯 | Anzen Chitai | 安全地带
小田和正 | Kazumasa Oda
オフコース | Off Course
ZARD | 坂井泉水 | ザード
大黒摩季 | Maki Ohguro
倉木麻衣 | Mai Kuraki
愛内里菜 | Rina Aiuchi
GARNET CROW | ガーネットクロウ
WANDS | ワンズ
T.M.Revolution | 西川贵教 | 西川貴教 | TM Revolution
水樹奈々 | Nana Mizuki | 水树奈奈
林原めぐみ | Megumi Hayashibara | 林原惠
高橋洋子 | Yoko Takahashi | 高桥洋子
坂本真綾 | Maaya Sakamoto | 坂本真绫
花澤香菜 | Kana Hanazawa | 花泽香菜
茅原実里 | Minori Chihara
fripSide | フリップサイド
supercell | スーパーセル > ryo | nagi | 初音ミク
EGOIST | エゴイスト > ryo | chelly
ClariS | クラリス
Kalafina | カラフィナ
GReeeeN | GRe4N BOYZ | グリーン
いきものがかり | Ikimono-gakari | Ikimonogakari | 生物股长
コブクロ | Kobukuro | 可苦可乐
ゆず | YUZU | 柚子
ケツメイシ | Ketsumeishi | 决明子
ORANGE RANGE | オレンジレンジ
HY
MONGOL800 | モンゴル800
Kiroro | キロロ
夏川りみ | Rimi Natsukawa | 夏川里美
一青窈 | Hitoto Yo | Yo Hitoto
平原綾香 | Ayaka Hirahara | 平原绫香
絢香 | Ayaka | 绚香
手嶌葵 | Aoi Teshima | 手岛葵
木村弓 | Yumi Kimura
本名陽子 | Yoko Honna
大橋トリオ | ohashiTrio
小野リサ | Lisa Ono | 小野丽莎
MISIA | 米希亚 | ミーシャ
JUJU
倖田來未 | Koda Kumi | Kumi Koda | 幸田来未
大塚愛 | Ai Otsuka | 大冢爱
伊藤由奈 | Yuna Ito
YUI | 吉冈唯 | yui
YUKI | ジュディマリ
JUDY AND MARY | ジュディ・アンド・マリー
Every Little Thing | ELT | 持田香織
globe | グローブ
TRF
小室哲哉 | Tetsuya Komuro | TK
華原朋美 | Tomomi Kahara
DREAMS COME TRUE | ドリームズ・カム・トゥルー | ドリカム | 美梦成真
PUFFY | Puffy AmiYumi | パフィー
SPEED | スピード
モーニング娘。 | Morning Musume | 早安少女组
AKB48
乃木坂46 | Nogizaka46
欅坂46 | Keyakizaka46 | 櫸坂46 | 榉坂46
v flower | flower
櫻坂46 | Sakurazaka46
日向坂46 | Hinatazaka46
Perfume | パフューム | 电音香水
きゃりーぱみゅぱみゅ | Kyary Pamyu Pamyu | 卡莉怪妞
BABYMETAL | ベビーメタル
新しい学校のリーダーズ | ATARASHII GAKKO! | Atarashii Gakko no Leaders
Creepy Nuts | クリーピーナッツ
imase | イマセ
tuki. | ツキ
Tani Yuuki | タニユウキ
Saucy Dog | サウシードッグ
マカロニえんぴつ | Macaroni Enpitsu | Macaroni Empitsu
SEKAI NO OWARI | セカイノオワリ | 世界末日 | End of the World
ゲスの極み乙女。 | Gesu no Kiwami Otome | 极品下流少女
サカナクション | Sakanaction | 鱼韵
きのこ帝国 | Kinoko Teikoku
フジファブリック | Fujifabric
くるり | Quruli
クラムボン | Clammbon
フィッシュマンズ | Fishmans
はっぴいえんど | Happy End
YELLOW MAGIC ORCHESTRA | YMO | イエロー・マジック・オーケストラ
嵐 | Arashi | 岚
SMAP | スマップ
KinKi Kids | 近畿小子
TOKIO
KAT-TUN
NEWS
Snow Man
SixTONES | ストーンズ
King & Prince | キンプリ
EXILE | 放浪兄弟
三代目 J SOUL BROTHERS | 三代目 J SOUL BROTHERS from EXILE TRIBE | J Soul Brothers
BE:FIRST
JO1
初音ミク | Hatsune Miku | 初音未来 | Miku
鏡音リン | Kagamine Rin | 镜音铃
鏡音レン | Kagamine Len | 镜音连
巡音ルカ | Megurine Luka | 巡音流歌
GUMI | Megpoid | ぐみ
DECO*27 | DECO27 | デコ
wowaka | 現実逃避P
みきとP | mikitoP
じん | 自然の敵P | Jin
40mP
ナユタン星人 | Nayutan Seijin | NayutalieN
ピノキオピー | PinocchioP | 匹诺曹P
黒うさP | 黑兔P | Kurousa-P | WhiteFlame
kz | livetune
ryo
バルーン | 須田景凪 | Keina Suda | Balloon
Kanaria | カナリア
まふまふ | Mafumafu
そらる | Soraru
天月 | Amatsuki | 天月-あまつき-
花譜 | KAF
星街すいせい | Hoshimachi Suisei | 星街彗星
菅田将暉 | Masaki Suda
山口百恵 | Momoe Yamaguchi | 山口百惠
松田聖子 | Seiko Matsuda | 松田圣子
中森明菜 | Akina Nakamori
美空ひばり | Hibari Misora | 美空云雀
坂本九 | Kyu Sakamoto
谷村新司 | Shinji Tanimura
近藤真彦 | Masahiko Kondo
五輪真弓 | Mayumi Itsuwa | 五轮真弓
千昌夫 | Masao Sen
谷山浩子 | Hiroko Taniyama
薬師丸ひろ子 | Hiroko Yakushimaru | 药师丸博子
小泉今日子 | Kyoko Koizumi
井上陽水 | Yosui Inoue
吉田拓郎 | Takuro Yoshida
長渕剛 | Tsuyoshi Nagabuchi
織田裕二 | Yuji Oda
上田正樹 | Masaki Ueda
槇原敬之 | Noriyuki Makihara | マッキー | 槙原敬之
秦基博 | Motohiro Hata
スキマスイッチ | Sukima Switch | 无限开关
レミオロメン | Remioromen
ポルノグラフィティ | Porno Graffitti | 色情涂鸦
TUBE
THE BLUE HEARTS | ザ・ブルーハーツ
Hi-STANDARD | ハイスタンダード
ELLEGARDEN | エルレガーデン
the GazettE | ガゼット
THE ORAL CIGARETTES
KANA-BOON | カナブーン
04 Limited Sazabys
MAN WITH A MISSION | 狼人乐队
女王蜂 | Queen Bee | Ziyoou-vachi
梶芽衣子 | Meiko Kaji
藤原さくら | Sakura Fujiwara
折坂悠太 | Yuta Orisaka
青葉市子 | Ichiko Aoba
カネコアヤノ | Kaneko Ayano
羊文学 | Hitsujibungaku
tricot
上原ひろみ | Hiromi | Hiromi Uehara
葉加瀬太郎 | Taro Hakase
押尾コータロー | Kotaro Oshio | 押尾光太郎
Nujabes | 瀬葉淳
re:plus
DJ OKAWARI
TK from 凛として時雨 | TK from Ling tosite sigure | TK from 凛冽时雨 | TK from 凛として时雨
aiko | 爱子
西野カナ | Kana Nishino | 西野加奈
藍井エイル | Eir Aoi | 蓝井艾露
大橋純子 | Junko Ohashi
加藤ミリヤ | Miliyah Kato
アンジェラ・アキ | Angela Aki
凛として時雨 | 凛冽时雨 | Ling tosite sigure
"""
