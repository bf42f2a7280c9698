"""Western artists: names, the Chinese names platforms show, and members credited beside bands."""

from __future__ import annotations

WESTERN = """
The Beatles | 披头士 | 披头士乐队 | 甲壳虫 | 甲壳虫乐队 | ビートルズ | 비틀즈 | 披头四 > John Lennon | Paul McCartney | George Harrison | Ringo Starr
John Lennon | 约翰·列侬
Paul McCartney | 保罗·麦卡特尼
Queen | 皇后乐队 | 皇后合唱团 | クイーン | 퀸 > Freddie Mercury | Brian May | Roger Taylor | John Deacon
Eagles | The Eagles | 老鹰乐队 | 老鹰合唱团 > Don Henley | Glenn Frey
Carpenters | The Carpenters | 卡朋特 | 卡朋特乐队 | 卡彭特 | 木匠兄妹 > Karen Carpenter | Richard Carpenter
ABBA | 阿巴乐队 | 阿巴 | 阿爸乐队
Michael Jackson | 迈克尔·杰克逊 | 迈克尔杰克逊 | MJ | 麦可·杰克森
The Jackson 5 | Jackson 5 | 杰克逊五兄弟 > Michael Jackson
Madonna | 麦当娜 | 玛丹娜
Prince | Prince & The Revolution | 王子
David Bowie | 大卫·鲍伊 | 大卫·鲍威
Elton John | 埃尔顿·约翰 | 艾尔顿·约翰
Billy Joel | 比利·乔尔
Bob Dylan | 鲍勃·迪伦
Simon & Garfunkel | Simon and Garfunkel | 西蒙和加芬克尔 | 保罗·西蒙 & 加芬克尔 > Paul Simon | Art Garfunkel
Leonard Cohen | 莱昂纳德·科恩
Jeff Buckley | 杰夫·巴克利
Bruce Springsteen | 布鲁斯·斯普林斯汀
John Denver | 约翰·丹佛
Elvis Presley | 猫王 | Elvis | 埃尔维斯·普雷斯利
Frank Sinatra | 弗兰克·辛纳屈 | 法兰克·辛纳屈
Louis Armstrong | 路易斯·阿姆斯特朗
Nat King Cole | 纳京高
Ella Fitzgerald | 埃拉·菲茨杰拉德
Whitney Houston | 惠特妮·休斯顿
Mariah Carey | 玛丽亚·凯莉 | 玛利亚·凯莉
Céline Dion | Celine Dion | 席琳·迪翁 | 席琳狄翁
Backstreet Boys | 后街男孩
*NSYNC | NSYNC | 超级男孩
Westlife | 西城男孩 | 西域男孩
Boyzone | 男孩地带
Take That | 接招合唱团
Blue | 蓝色乐队
Spice Girls | 辣妹组合
Britney Spears | 布兰妮 | 布兰妮·斯皮尔斯 | 小甜甜布兰妮
Christina Aguilera | 克里斯蒂娜·阿奎莱拉
Avril Lavigne | 艾薇儿 | 艾薇儿·拉维尼 | 艾薇尔
P!nk | Pink | 红粉佳人
Kelly Clarkson | 凯莉·克莱森
Lady Gaga | Lady GaGa | 嘎嘎 | 嘎嘎小姐 | 女神卡卡
Katy Perry | 凯蒂·佩里 | 水果姐
Taylor Swift | 泰勒·斯威夫特 | 霉霉 | 泰勒丝
Rihanna | 蕾哈娜
Beyoncé | 碧昂丝 | 碧昂斯
Adele | 阿黛尔 | 爱黛儿
Ed Sheeran | 艾德·希兰 | 黄老板 | 红发艾德
Justin Bieber | 贾斯汀·比伯 | 比伯
Bruno Mars | 布鲁诺·马尔斯 | 火星哥
Maroon 5 | 魔力红 | 魔力红乐队 > Adam Levine
Coldplay | 酷玩 | 酷玩乐队 > Chris Martin
OneRepublic | 共和时代 | 一体共和 > Ryan Tedder
Imagine Dragons | 梦龙 | 梦龙乐队
Linkin Park | 林肯公园 | 联合公园 > Chester Bennington | Mike Shinoda
Green Day | 绿日 | 绿日乐队
Oasis | 绿洲 | 绿洲乐队 > Noel Gallagher | Liam Gallagher
Blur | 模糊乐队
Radiohead | 电台司令 | 收音机头
Nirvana | 涅槃 | 涅槃乐队 | 超脱合唱团 > Kurt Cobain
Guns N' Roses | 枪炮与玫瑰 | Guns N Roses | 枪花
Metallica | 金属乐队
AC/DC | ACDC | AC-DC
Led Zeppelin | 齐柏林飞艇 | 齐柏林飞船
Pink Floyd | 平克·弗洛伊德
The Rolling Stones | Rolling Stones | 滚石乐队 | 滚石合唱团
U2
R.E.M. | REM | 快转眼球
Red Hot Chili Peppers | 红辣椒乐队 | RHCP | 红辣椒 | 红热辣椒 | 嗆辣紅椒
Foo Fighters | 喷火战机
The Killers | 杀手乐队
Muse | 缪斯乐队 | 谬思
The Cranberries | Cranberries | 小红莓 | 小红莓乐队 | 卡百利 > Dolores O'Riordan
The Smiths | 史密斯乐队 > Morrissey
The Cure | 治疗乐队
Depeche Mode | 赶时髦
Joy Division | 快乐分裂
New Order | 新秩序
Pet Shop Boys | 宠物店男孩
Eurythmics | 舞韵合唱团 | 舞韵 > Annie Lennox | Dave Stewart | David A. Stewart
Wham! | Wham | 威猛乐队 > George Michael | Andrew Ridgeley
George Michael | 乔治·迈克尔
Bee Gees | 比吉斯
Bon Jovi | 邦·乔维 > Jon Bon Jovi
Aerosmith | 史密斯飞船 | 空中铁匠
Scorpions | 蝎子乐队
Journey | 旅行者乐队 > Steve Perry
Dire Straits | 恐怖海峡 > Mark Knopfler
Fleetwood Mac | 佛利伍麦克 > Stevie Nicks | Lindsey Buckingham
The Police | 警察乐队 > Sting
Sting | 斯汀
Phil Collins | 菲尔·柯林斯 | 菲尔·科林斯
Genesis | 创世纪乐队 > Phil Collins | Peter Gabriel
Eric Clapton | 埃里克·克莱普顿
Jimi Hendrix | The Jimi Hendrix Experience | 吉米·亨德里克斯
The Doors | 大门乐队 > Jim Morrison
The Beach Boys | Beach Boys | 海滩男孩
The Velvet Underground | 地下丝绒 > Lou Reed
Sigur Rós | 胜利玫瑰
Björk | 比约克 | 碧玉
Enya | 恩雅
Sarah Brightman | 莎拉·布莱曼
Andrea Bocelli | 安德烈·波切利
Luciano Pavarotti | 帕瓦罗蒂 | 鲁契亚诺·帕瓦罗蒂
Secret Garden | 神秘园
Bandari | 班得瑞
Kenny G | 肯尼·基 | 凯丽金
Yanni | 雅尼
Richard Clayderman | 理查德·克莱德曼
Ludovico Einaudi | 鲁多维科·艾奥迪
Hans Zimmer | 汉斯·季默 | 汉斯·齐默
Eminem | 埃米纳姆 | 阿姆 | Slim Shady | 痞子阿姆
Dr. Dre | Dr Dre
Snoop Dogg | 史努比狗狗
JAY-Z | Jay Z
Kanye West | Ye | 侃爷 | 坎耶·韦斯特 | 坎耶·维斯特
Kendrick Lamar | 肯德里克·拉马尔
Drake | 德雷克
Post Malone | 马龙 | 马龙·波兹
Travis Scott | 特拉维斯·斯科特
The Weeknd | Weeknd | 威肯 | 盆栽哥
Charlie Puth | 查理·普斯 | 断眉
Wiz Khalifa | 维兹·卡利法
Shawn Mendes | 萌德 | 肖恩·门德斯 | 肖恩·蒙德兹
Camila Cabello | 卡米拉·卡贝洛 | 卡妹
Ariana Grande | 爱莉安娜·格兰德 | A妹
Selena Gomez | 赛琳娜·戈麦斯 | 傻脸娜
Miley Cyrus | 麦莉·赛勒斯
Demi Lovato | 黛米·洛瓦托
Billie Eilish | 碧梨 | 比莉·艾利什
Olivia Rodrigo | 奥利维亚·罗德里戈
Dua Lipa | 杜阿·利帕
Lana Del Rey | 拉娜·德雷 | 打雷姐
Sia | 希雅
Halsey | 海尔西 | 海尔希
Lorde | 洛德
Sam Smith | 萨姆·史密斯
Harry Styles | 哈里·斯泰尔斯 | 哈卷
One Direction | 单向组合 | 1D | 单向乐队
Little Mix | 混合甜心
Fifth Harmony | 五美
The Chainsmokers | Chainsmokers | 烟鬼组合 | 老烟枪 | 烟鬼
Alan Walker | 艾伦·沃克 | 艾兰·沃克
Avicii | 艾维奇 | Tim Bergling > Aloe Blacc
Calvin Harris | 加尔文·哈里斯 | 卡尔文·哈里斯
David Guetta | 大卫·库塔 | 大卫盖塔
Marshmello | 棉花糖
Zedd | 泽德
Kygo | 凯戈
Daft Punk | 蠢朋克 | 傻瓜朋克
The Chemical Brothers | 化学兄弟
The Prodigy | 神童乐队
Gorillaz | 街头霸王 > Damon Albarn
Fall Out Boy | 打倒男孩 | 翻闹小子
Panic! At The Disco | 迪斯科瘪三 | 舞厅瘪三 > Brendon Urie
My Chemical Romance | 我的化学浪漫 | 我的化学罗曼史
Twenty One Pilots | 二十一名飞行员 | 21 Pilots
Simple Plan | 简单计划
Sum 41
Blink-182 | Blink 182 | 眨眼182
Evanescence | 伊凡塞斯 > Amy Lee
Nickelback | 五分钱乐队
Hoobastank
Train | 火车乐队
Passenger | 乘客乐队
James Blunt | 上尉诗人 | 詹姆斯·布朗特
Jason Mraz | 杰森·玛耶兹 | 杰森·玛拉兹
Norah Jones | 诺拉·琼斯
Amy Winehouse | 艾米·怀恩豪斯
Daniel Powter | 丹尼尔·波特
Lenka | 兰卡
Owl City | 猫头鹰之城 > Adam Young
Colbie Caillat | 蔻比·凯蕾
Michael Bublé | 麦克·布雷 | 迈克尔·布雷
John Legend | 约翰·传奇
Alicia Keys | 艾丽西亚·凯斯
Usher | 亚瑟小子
Shakira | 夏奇拉
Jennifer Lopez | J.Lo | 詹妮弗·洛佩兹
Ricky Martin | 瑞奇·马丁
Enrique Iglesias | 安立奎 | 安里克·伊格莱西亚斯 | 安立奎·伊格莱西亚斯
Luis Fonsi | 路易斯·冯西
Daddy Yankee | 洋基老爹
Stromae | 司徒迈
Édith Piaf | Edith Piaf | 艾迪特·皮亚芙
Carla Bruni | 卡拉·布鲁尼
Joyce Jonathan | 乔伊丝·乔纳森
Alizée | 艾莉婕
Nena | 妮娜
Rammstein | 德国战车
Modern Talking | 现代语录 | 摩登语录
Michael Learns To Rock | 迈克学摇滚 | MLTR
Roxette | 罗克塞特
Europe | 欧洲乐队
Aqua | 水叮当
a-ha | 阿哈 | 啊哈乐队 | 啊哈合唱团
Ace of Base | 爱司基地
Boney M. | Boney M
Groove Coverage | 舞动精灵
Lene Marlin | 琳玛莲
Maximilian Hecker | 马克西米利安·海克
Bon Iver | 好冬天
Arctic Monkeys | 北极猴子 | 极地双子
The 1975
Florence + The Machine | Florence and the Machine | 弗洛伦斯与机器
Mumford & Sons | 蒙福之子
The Lumineers | 卢米尼尔人
Vitas | 维塔斯
t.A.T.u. | 俄罗斯双胞胎 | tATu
Tones and I | Tones & I
Kina Grannis | 凯娜·格兰尼斯
Troye Sivan | 特洛耶·希文 | 戳爷
Conan Gray | 柯南·格雷
Lauv | 劳弗
keshi
Joji
Cigarettes After Sex | 事后烟
Tame Impala
Wolfgang Amadeus Mozart | 莫扎特 | Mozart
Ludwig van Beethoven | 贝多芬 | Beethoven
Frédéric Chopin | 肖邦 | Chopin
Toby Fox | tobyfox
Idina Menzel | 伊迪娜·门泽尔
Israel Kamakawiwoʻole | Israel Kamakawiwo'ole | IZ
Robbie Williams | 罗比·威廉姆斯
Kylie Minogue | 凯莉·米洛
Dido | 蒂朵
Natalie Imbruglia | 纳塔莉·安布鲁利亚
Savage Garden | 野人花园 > Darren Hayes
Air Supply | 空中补给
Bryan Adams | 布莱恩·亚当斯
Richard Marx | 理查德·马克斯
Lionel Richie | 莱昂纳尔·里奇
Stevie Wonder | 史提夫·汪达 | 史蒂维·旺德
Diana Ross | 戴安娜·罗斯
Tina Turner | 蒂娜·特纳
Cyndi Lauper | 辛迪·劳帕
Cher | 雪儿
Tracy Chapman | 翠西·查普曼
Sade | 莎黛
Lukas Graham | 卢卡斯·格雷厄姆
Hozier | 霍齐尔
James Arthur | 詹姆斯·亚瑟 | 詹姆斯·阿瑟
Lewis Capaldi | 刘易斯·卡帕尔迪
Bebe Rexha | 碧碧·雷克萨
Anne-Marie | 安妮·玛丽
Jessie J | 婕西 | 结石姐
Ellie Goulding | 艾丽·高登 | 埃利·古尔丁
Clean Bandit | 清洁盗贼 | 干净土匪
Major Lazer > Diplo
Skrillex | Sonny Moore
Macklemore & Ryan Lewis | 麦可莫 > Macklemore | Ryan Lewis
Black Eyed Peas | The Black Eyed Peas | 黑眼豆豆 > will.i.am | Fergie
Gnarls Barkley > CeeLo Green | Danger Mouse
Outkast | OutKast | 流浪者合唱团
Fugees | The Fugees | 流亡者乐队 > Lauryn Hill | Wyclef Jean
Destiny's Child | 天命真女 > Beyoncé | Kelly Rowland | Michelle Williams
TLC
Earth, Wind & Fire | Earth Wind & Fire | 地球风与火
Kool & The Gang | Kool and the Gang
Crosby, Stills, Nash & Young | CSNY
Peter, Paul & Mary | Peter Paul and Mary
Tyler, The Creator | Tyler The Creator
Hall & Oates | Daryl Hall & John Oates > Daryl Hall | John Oates
Sonny & Cher > Sonny | Cher
Tears for Fears | 惊惧之泪
Simply Red | 纯红
Duran Duran | 杜兰杜兰
Kevin Kern | 凯文·柯恩
Vangelis | 范吉利斯
Ennio Morricone | 埃尼奥·莫里康内 | 埃尼奥·莫里科内
Two Steps From Hell | 地狱两步 | 地狱咆哮
Nightwish | 夜愿
Martin Garrix | 马丁·盖瑞斯
Carly Rae Jepsen | 卡莉·蕾·吉普森
Meghan Trainor | 梅根·特瑞娜
Nicki Minaj | 妮琪·米娜 | 麻辣鸡
Pharrell Williams | 菲瑞·威廉姆斯 | 菲董
Akon | 阿肯
Ne-Yo | 尼欧
Chris Brown | 克里斯·布朗
Lizzo | 莉佐
Wiener Philharmoniker | Vienna Philharmonic | Vienna Philharmonic Orchestra | 维也纳爱乐乐团
Berliner Philharmoniker | Berlin Philharmonic | Berlin Philharmonic Orchestra | 柏林爱乐乐团
London Symphony Orchestra | 伦敦交响乐团 | LSO
Royal Concertgebouw Orchestra | Concertgebouworkest | 皇家音乐厅管弦乐团
Lang Lang | 郎朗
Yo-Yo Ma | 马友友
Yuja Wang | 王羽佳
Yundi | Yundi Li | 李云迪
Glenn Gould | 格伦·古尔德
Herbert von Karajan | 卡拉扬
Arthur Rubinstein | 鲁宾斯坦 | 阿图尔·鲁宾斯坦
Justin Timberlake | 贾斯汀·汀布莱克 | 贾斯汀·廷伯莱克
Plastic Ono Band | The Plastic Ono Band > John Lennon | Yoko Ono
E Street Band | The E Street Band > Bruce Springsteen
The Wailers | The Wailers Band > Bob Marley
Crazy Horse > Neil Young
The Heartbreakers > Tom Petty
The News > Huey Lewis
Bob Marley | Bob Marley & The Wailers | 鲍勃·马利
ZAYN | Zayn Malik | 泽恩·马利克 | 赞恩
Cardi B | 卡迪·B
Pitbull | 皮普保罗 | 皮特保罗
Rod Stewart | 罗德·斯图尔特
The Corrs | 可儿家族 | 可儿家族合唱团
Emilia | Emilia Rydberg | 艾米莉亚
Lara Fabian | 拉拉·法比安
Within Temptation | 诱惑本质
"""
