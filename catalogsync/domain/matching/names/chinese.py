"""Chinese-language artists: simplified names (other scripts fold to them), stage and English names."""

from __future__ import annotations

CHINESE = """
周杰伦 | Jay Chou | Jay | 周董
林俊杰 | JJ Lin | JJ | Wayne Lim
陈奕迅 | Eason Chan | Eason
王力宏 | Leehom Wang | Wang Leehom | Wang Lee Hom
陶喆 | David Tao
方大同 | Khalil Fong
田馥甄 | Hebe | Hebe Tien
任家萱 | Selina | Selina Jen
陈嘉桦 | Ella | Ella Chen
S.H.E > 田馥甄 | 任家萱 | 陈嘉桦
五月天 | Mayday > 阿信 | 怪兽 | 玛莎 | 石头 | 冠佑
阿信 | Ashin | 陈信宏
苏打绿 | sodagreen | Soda Green | 鱼丁糸 | oaeen > 吴青峰
吴青峰 | Wu Qing-feng | Greeny Wu
邓紫棋 | G.E.M. | GEM | G.E.M. Tang | Gloria Tang
蔡依林 | Jolin Tsai | Jolin
孙燕姿 | Stefanie Sun | Sun Yanzi | Yanzi Sun
梁静茹 | Fish Leong | Jasmine Leong
刘若英 | Rene Liu | 奶茶
张惠妹 | A-Mei | aMEI | 阿妹 | 阿密特 | A-Mit | Amit
萧亚轩 | Elva Hsiao | Elva
张韶涵 | Angela Zhang | Angela Chang
王心凌 | Cyndi Wang | Cyndi
杨丞琳 | Rainie Yang | Rainie
范玮琪 | Christine Fan | 范范 | FanFan
陈绮贞 | Cheer Chen | Cheer
张悬 | 安溥 | Deserts Chang | Anpu | Deserts Xuan | 焦安溥
徐佳莹 | LaLa Hsu | LaLa
蔡健雅 | Tanya Chua | Tanya
林忆莲 | Sandy Lam
莫文蔚 | Karen Mok
王菲 | Faye Wong | 王靖雯 | Shirley Wong
那英 | Na Ying
刘德华 | Andy Lau | 华仔
张学友 | Jacky Cheung
郭富城 | Aaron Kwok
黎明 | Leon Lai
张国荣 | Leslie Cheung | 哥哥
梅艳芳 | Anita Mui
谭咏麟 | Alan Tam
陈百强 | Danny Chan
陈慧娴 | Priscilla Chan
陈慧琳 | Kelly Chen
叶倩文 | Sally Yeh | Sally Yip
林子祥 | George Lam
徐小凤 | Paula Tsui
罗文 | Roman Tam
许冠杰 | Sam Hui
关淑怡 | Shirley Kwan
郑秀文 | Sammi Cheng
容祖儿 | Joey Yung
杨千嬅 | Miriam Yeung
古巨基 | Leo Ku
谢霆锋 | Nicholas Tse
谢安琪 | Kay Tse
何韵诗 | Denise Ho | HOCC
李克勤 | Hacken Lee
张敬轩 | Hins Cheung
侧田 | Justin Lo
麦浚龙 | Juno Mak
林海峰 | Jan Lamb
黄伟文 | Wyman Wong
林夕 | Albert Leung
卢巧音 | Candy Lo
郑中基 | Ronald Cheng
陈小春 | Jordan Chan
许志安 | Andy Hui
苏永康 | William So
梁咏琪 | Gigi Leung
王杰 | Dave Wong
周慧敏 | Vivian Chow
林志炫 | Terry Lin
任贤齐 | Richie Jen | Richie Ren | 小齐
伍佰 | Wu Bai | 伍佰 & China Blue | Wu Bai & China Blue
张信哲 | Jeff Chang
张宇 | Phil Chang
张震岳 | A-Yue | Chang Chen-yue | Csun Yuk
周华健 | Emil Chau | Wakin Chau
李宗盛 | Jonathan Lee
罗大佑 | Lo Ta-yu | Luo Da-you | Lo Ta-you
齐秦 | Chyi Chin | Chi Chin
齐豫 | Chyi Yu
邓丽君 | Teresa Teng | テレサ・テン
蔡琴 | Tsai Chin
费玉清 | Fei Yu-ching | Fei Yu-Qing
凤飞飞 | Feng Fei-fei
苏芮 | Su Rui | Julie Su
潘越云 | Michelle Pan | A Pan
辛晓琪 | Winnie Hsin
陈淑桦 | Sarah Chen
赵传 | Chao Chuan
童安格 | Angus Tung
姜育恒 | Chiang Yu-heng
庾澄庆 | Harlem Yu | 哈林
迪克牛仔 | Dick & Cowboy | Dick Cowboy
动力火车 | Power Station
信乐团 | Shin Band | Shin
信 | 苏见信 | Shin
周传雄 | 小刚 | Steve Chou
光良 | Michael Wong
品冠 | Victor Wong
无印良品 > 光良 | 品冠
曹格 | Gary Chaw
黄品源 | Huang Pin-yuan
阿杜 | A-Do | Ado | 杜成义
潘玮柏 | Will Pan | Wilber Pan
罗志祥 | Show Lo | Show Luo | 小猪
周渝民 | Vic Chou
言承旭 | Jerry Yan
F4 | JVKV
飞儿乐队 | F.I.R. | F.I.R.飞儿乐团 | 飞儿乐团 | FIR
南拳妈妈 | Nan Quan Mama
弦子 | Xianzi
温岚 | Landy Wen
戴佩妮 | Penny Tai
郭静 | Claire Kuo
丁当 | Della | Della Ding
A-Lin | 黄丽玲
家家 | Jia Jia | 纪家盈
林宥嘉 | Yoga Lin
萧敬腾 | Jam Hsiao
杨宗纬 | Aska Yang
卢广仲 | Crowd Lu
韦礼安 | WeiBird | William Wei
李荣浩 | Li Ronghao
汪苏泷 | Silence Wang
许嵩 | Vae | Vae Xu
徐良 | Xu Liang
薛之谦 | Joker Xue
毛不易 | Mao Buyi
周深 | Zhou Shen | Charlie Zhou | 卡布叻 | Charlie Zhou Shen
张杰 | Jason Zhang
张靓颖 | Jane Zhang
李宇春 | Chris Lee | Li Yuchun
周笔畅 | Bibi Zhou | BiBi Chou
尚雯婕 | Laure Shang
谭维维 | Sitar Tan
黄龄 | Isabelle Huang
张碧晨 | Diamond Zhang | Zhang Bichen
吴亦凡 | Kris Wu | Kris
鹿晗 | Luhan | LuHan
张艺兴 | Lay | Lay Zhang
黄子韬 | Z.TAO | Tao
华晨宇 | Hua Chenyu
邓超 | Deng Chao
韩红 | Han Hong
韩磊 | Han Lei
刘欢 | Liu Huan
孙楠 | Sun Nan
朴树 | Pu Shu
许巍 | Xu Wei
汪峰 | Wang Feng
崔健 | Cui Jian
窦唯 | Dou Wei
黑豹乐队 | 黑豹 | Black Panther
唐朝乐队 | 唐朝 | Tang Dynasty
老狼 | Lao Lang
高晓松 | Gao Xiaosong
水木年华 | Shui Mu Nian Hua
羽泉 | Yu Quan
零点乐队 | 零点 | Zero Point
花儿乐队 | The Flowers
赵雷 | Zhao Lei
宋冬野 | Song Dongye
马頔 | Ma Di | 麻油叶马頔
陈粒 | Chen Li | 粒粒
房东的猫 | The Landlord's Cat
好妹妹 | 好妹妹乐队 | Good Sister
逃跑计划 | Escape Plan
痛仰乐队 | 痛仰 | Miserable Faith
新裤子 | 新裤子乐队 | New Pants
万能青年旅店 | Omnipotent Youth Society | 万青
五条人 | Wutiaoren
草东没有派对 | No Party For Cao Dong | No Party for Caodong
告五人 | Accusefive | Accuse Five
茄子蛋 | EggPlantEgg
老王乐队 | Your Woman Sleep With Others
deca joins | 深海公园
落日飞车 | Sunset Rollercoaster
Beyond > 黄家驹 | 黄家强 | 黄贯中 | 叶世荣
黄家驹 | Wong Ka Kui
Twins > 阿Sa | 阿娇 | 蔡卓妍 | 钟欣潼
蔡卓妍 | Charlene Choi | 阿Sa
钟欣潼 | Gillian Chung | 阿娇
达明一派 | Tat Ming Pair
太极乐队 | 太极 | Taichi
草蜢 | Grasshopper
温拿 | The Wynners | 温拿乐队
MIRROR
RubberBand
Supper Moment
Dear Jane
Kolor
my little airport
姜涛 | Keung To
林家谦 | Terence Lam
陈蕾 | Panther Chan
冯允谦 | Jay Fung
张天赋 | MC Cheung | MC Cheung Tin Fu | MC张天赋
凤凰传奇 | Phoenix Legend > 玲花 | 曾毅
筷子兄弟 | Chopstick Brothers > 肖央 | 王太利
刀郎 | Dao Lang
腾格尔 | Tengger
降央卓玛 | Jamyang Dolma
梦然 | Miya
柳爽 | Liu Shuang
王铮亮 | Reno Wang
金志文 | Jin Zhiwen
袁娅维 | Tia Ray | TIA RAY
吉克隽逸 | Summer Jike
杨坤 | Yang Kun
张雨生 | Tom Chang
张雨绮 | Kitty Zhang
金玟岐 | Jin Wenqi
艾怡良 | Eve Ai
魏如萱 | Waa Wei | waa
岑宁儿 | Yoyo Sham
郭顶 | Guo Ding
李健 | Li Jian
蔡徐坤 | KUN | Cai Xukun
王嘉尔 | Jackson Wang | 잭슨
王源 | Roy Wang
王俊凯 | Karry Wang
易烊千玺 | Jackson Yee
TFBOYS | 加油男孩 > 王俊凯 | 王源 | 易烊千玺
孟美岐 | Meng Meiqi
火箭少女101 | Rocket Girls 101 | Rocket Girls
陈势安 | Andrew Tan
严爵 | Yen-j
棱镜 | Prism
程璧 | Cheng Bi
徐秉龙 | Barry Xu
颜人中 | Ele Yan
隔壁老樊 | Lao Fan
陈雪凝 | Xueningchen
焦迈奇 | Mai Jiao
音阙诗听 | InterstellarYin > 王梓钰 | 李佳思
双笙 | Shuang Sheng
银临 | Yin Lin
河图 | He Tu
洛天依 | Luo Tianyi
言和 | Yan He
黄霄雲 | 黄霄云 | Huang Xiaoyun
单依纯 | Shan Yichun
袁一琦 | Yuan Yiqi
大张伟 | Wowkie Zhang
陈楚生 | Chen Chusheng
胡彦斌 | Tiger Hu | Anson Hu
杜德伟 | Alex To
黄立行 | Stanley Huang
L.A. Boyz
陈冠希 | Edison Chen
MC HotDog | 热狗 | 姚中仁
顽童MJ116 | 玖壹壹MJ116 | MJ116
玖壹壹 | Nine One One
高尔宣 | OSN | 高尔宣 OSN
熊仔 | Kumachan
蛋堡 | Soft Lipa
9m88 | 汤毓绮
ØZI | Ozi
持修 | Chih Siou | ChiHsiu
李玖哲 | Nicky Lee
李圣杰 | Sam Lee
郑伊健 | Ekin Cheng
郑智化 | Zheng Zhihua
张洪量 | Chang Hung-liang
张艾嘉 | Sylvia Chang
林志颖 | Jimmy Lin
林心如 | Ruby Lin
孟庭苇 | Mai Meng | Meng Ting-wei
许茹芸 | Valen Hsu
许美静 | Mavis Hee
陈洁仪 | Kit Chan
阿桑 | A-Sun
江蕙 | Jody Chiang
黄乙玲 | Huang Yee-ling
蔡秋凤 | Tsai Chiu-feng
叶启田 | Yeh Chi-tien
洪荣宏 | Hung Jung-hung
陈雷 | Chen Lei
卓文萱 | Genie Chuo
郭采洁 | Amber Kuo
徐怀钰 | Yuki | Yuki Hsu
李玟 | CoCo Lee | Coco
李心洁 | Angelica Lee
许慧欣 | eVonne Hsu
金海心 | Jin Haixin
黄绮珊 | Susan Huang
韩雪 | Cecilia Han
刘惜君 | Sara Liu
何洁 | Angel He
曾轶可 | Yico Zeng
阿兰 | alan | alan Dawa Dolma | 阿兰达瓦卓玛
萨顶顶 | Sa Dingding
朱哲琴 | Dadawa
龚琳娜 | Gong Linna
李谷一 | Li Guyi
蒋大为 | Jiang Dawei
宋祖英 | Song Zuying
郎朗 | Lang Lang
马友友 | Yo-Yo Ma
女子十二乐坊 | Twelve Girls Band
喜多郎 | Kitaro
王嘉诚 | Wang Jiacheng
魏晨 | Vision Wei
苏醒 | Allen Su
俞灏明 | Yu Haoming
胡夏 | Hu Xia
吴克群 | Kenji Wu
吴建豪 | Van Ness Wu | Vanness Wu
飞轮海 | Fahrenheit
棒棒堂 | Lollipop
183 Club
5566
Energy
脱拉库 | Tolaku
旺福 | Won Fu
拍谢少年 | Sorry Youth
董事长乐团 | The Chairman
灭火器 | Fire EX.
八三夭 | 831
宇宙人 | Cosmos People
麋先生 | MIXER
理想混蛋 | Bestards
美秀集团 | Amazing Show
怕胖团 | PaPun Band
宝石Gem | 宝石老舅 | 董宝石
是七叔呢 | 七叔 | 叶泽浩
周蕙 | Where Chou
卫兰 | Janice Vidal
林峯 | Raymond Lam
叶丽仪 | Frances Yip
甄妮 | Jenny Tseng
温兆伦 | Deric Wan
巫启贤 | Eric Moo
张栋梁 | Nicholas Teo
王若琳 | Joanna Wang
鹿先森乐队 | Mr. Deer
二手玫瑰 | Second Hand Rose
刺猬 | Hedgehog
重塑雕像的权利 | Re-TROS
海龟先生 | Mr. Sea Turtle
反光镜 | Reflector
声音碎片 | Sound Fragment
王一博 | Wang Yibo
肖战 | Sean Xiao | Xiao Zhan
周兴哲 | Eric Chou
蔡旻佑 | Evan Yo
梁心颐 | Lara
"""
