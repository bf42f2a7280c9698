"""Korean artists: Hangul, romanised and Chinese names."""

from __future__ import annotations

KOREAN = """
BTS | 방탄소년단 | 防弹少年团 | Bangtan Boys | Bangtan Sonyeondan > RM | Jin | SUGA | j-hope | Jimin | V | Jung Kook | 정국
BLACKPINK | 블랙핑크 | 粉墨 > JISOO | JENNIE | ROSÉ | LISA
JENNIE | 제니 | 金珍妮
ROSÉ | 로제 | 朴彩英
JISOO | 지수 | 金智秀
LISA | 리사 | Lalisa
Jung Kook | 정국 | 田柾国 | Jungkook
Agust D | SUGA | 슈가 | 闵玧其
j-hope | 제이홉 | 郑号锡
RM | 김남준 | 金南俊 | Rap Monster
V | 뷔 | 金泰亨
EXO | 엑소 | EXO-K | EXO-M > 백현 | 첸 | 카이 | 찬열
BAEKHYUN | 백현 | 边伯贤 | 伯贤
CHEN | 첸 | 金钟大
CHANYEOL | 찬열 | 朴灿烈
KAI | 카이 | 金钟仁
D.O. | 디오 | 도경수 | 都暻秀
BIGBANG | 빅뱅 | BIG BANG > G-DRAGON | T.O.P | TAEYANG | DAESUNG | SEUNGRI
G-DRAGON | 지드래곤 | GD | 权志龙
TAEYANG | 태양 | 太阳 | SOL
T.O.P | 탑 | 崔胜铉
DAESUNG | 대성 | 姜大声
2NE1 | 투애니원 > CL | 박봄 | 공민지 | 산다라박
CL | 씨엘 | 李彩麟
소녀시대 | Girls' Generation | SNSD | 少女时代 | GIRLS GENERATION
태연 | TAEYEON | 金泰妍 | 泰妍 | 太妍
소녀시대-태티서 | Girls' Generation-TTS | TaeTiSeo | TTS
SUPER JUNIOR | 슈퍼주니어 | SJ | Super Junior-M
규현 | KYUHYUN | 圭贤 | 曹圭贤
동방신기 | TVXQ! | TVXQ | 東方神起 | Tohoshinki | 东方神起
XIA | 김준수 | 金俊秀 | JUNSU | 시아준수
김재중 | JAEJOONG | 金在中 | Kim Jaejoong
SHINee | 샤이니
종현 | JONGHYUN | 金钟铉
태민 | TAEMIN | 泰民
f(x) | 에프엑스 | fx
Red Velvet | 레드벨벳 | 红丝绒
WENDY | 웬디 | 孙胜完
NCT 127 | 엔시티 127
NCT DREAM | 엔시티 드림
NCT U | 엔시티 유
aespa | 에스파
NewJeans | 뉴진스 | NJZ
ILLIT | 아일릿
LE SSERAFIM | 르세라핌
IVE | 아이브
(여자)아이들 | (G)I-DLE | GI-DLE | G-IDLE | 아이들 | i-dle | 女孩们 > MINNIE | 미연 | 전소연 | 우기
전소연 | SOYEON | 田小娟
YUQI | 우기 | 宋雨琦
STAYC | 스테이씨
ITZY | 있지
TWICE | 트와이스 > NAYEON | JIHYO | TZUYU
NAYEON | 나연 | 林娜琏
TZUYU | 쯔위 | 周子瑜
MOMOLAND | 모모랜드
MAMAMOO | 마마무
화사 | HWASA | Hwa Sa | 华莎
휘인 | Whee In | WHEEIN
솔라 | Solar
GFRIEND | 여자친구
OH MY GIRL | 오마이걸
Apink | 에이핑크
정은지 | Jeong Eun Ji | Jung Eun-ji
miss A | 미쓰에이
SUZY | 수지 | 裴秀智 | 秀智 | Bae Suzy
Wonder Girls | 원더걸스
선미 | SUNMI | 宣美
청하 | CHUNG HA | CHUNGHA | 请夏
현아 | HyunA | 泫雅 | 金泫雅
4MINUTE | 포미닛
SISTAR | 씨스타
효린 | HYOLYN | 孝琳
KARA | 카라
T-ara | 티아라 | T-ARA
지연 | JIYEON | 芝妍 | 朴智妍
AOA | 에이오에이
EXID | 이엑스아이디
Brown Eyed Girls | 브라운아이드걸스 | 브아걸
가인 | GAIN
Brave Girls | 브레이브걸스
fromis_9 | 프로미스나인
IZ*ONE | 아이즈원 | IZONE
Kep1er | 케플러
NMIXX | 엔믹스
FIFTY FIFTY | 피프티피프티
BABYMONSTER | 베이비몬스터
SEVENTEEN | 세븐틴
부석순 | BSS | SEVENTEEN BSS
Stray Kids | 스트레이 키즈 | SKZ
TOMORROW X TOGETHER | 투모로우바이투게더 | TXT
ENHYPEN | 엔하이픈
ATEEZ | 에이티즈
MONSTA X | 몬스타엑스
GOT7 | 갓세븐
2PM | 투피엠
2AM | 투에이엠
BEAST | 비스트 | Highlight | 하이라이트
INFINITE | 인피니트
iKON | 아이콘
WINNER | 위너
송민호 | MINO | 宋旻浩
BTOB | 비투비
B1A4 | 비원에이포
BLOCK B | 블락비
지코 | ZICO
Wanna One | 워너원
강다니엘 | KANG DANIEL | 姜丹尼尔
DAY6 | 데이식스
FTISLAND | FT아일랜드 | FT ISLAND
CNBLUE | 씨엔블루
N.Flying | 엔플라잉
The Rose | 더 로즈
LUCY | 루시
QWER
RIIZE | 라이즈
ZEROBASEONE | 제로베이스원 | ZB1
PLAVE | 플레이브
TREASURE | 트레저
아이유 | IU | 李知恩 | 李知恩 (IU)
윤하 | YOUNHA | 润荷 | Younha
악뮤 | AKMU | 악동뮤지션 | Akdong Musician | 乐童音乐家 > 이찬혁 | 이수현
이하이 | LEE HI | Lee Hi | 李遐怡 | Lee Hayi
볼빨간사춘기 | BOL4 | Bolbbalgan4 | 脸红的思春期 | 脸红思春期
안지영 | An Ji Young
10CM | 십센치
에픽하이 | EPIK HIGH > 타블로 | 투컷 | 미쓰라
타블로 | Tablo
다이나믹 듀오 | Dynamic Duo | Dynamicduo
리쌍 | Leessang
Zion.T | 자이언티
크러쉬 | Crush
딘 | DEAN
헤이즈 | Heize
개코 | Gaeko
박재범 | Jay Park | 朴宰范
로꼬 | Loco
그레이 | GRAY
사이먼 도미닉 | Simon Dominic
비와이 | BewhY
창모 | CHANGMO
기리보이 | Giriboy
빈지노 | Beenzino
싸이 | PSY | 鸟叔
비 | RAIN | 郑智薰 | 정지훈
보아 | BoA | 宝儿
이효리 | Lee Hyori | Lee Hyo Ri | 李孝利
엄정화 | Uhm Jung Hwa
거미 | Gummy | GUMMY
린 | LYn | Lyn
백지영 | Baek Ji Young | Baek Z Young | 白智英
다비치 | DAVICHI
에일리 | Ailee
벤 | BEN
펀치 | Punch
첸백시 | EXO-CBX
케이윌 | K.Will
성시경 | Sung Si Kyung | 成始璄 | 成诗京 | 成始璟
박효신 | Park Hyo Shin | 朴孝信
김범수 | Kim Bum Soo | 金范秀 | 金范洙
나얼 | Naul
브라운아이드소울 | Brown Eyed Soul
이승철 | Lee Seung Chul | 李承哲
이승기 | Lee Seung Gi | 李昇基
신승훈 | Shin Seung Hun | 申升勋
임재범 | Yim Jae Beum
조용필 | Cho Yong Pil | 赵容弼
서태지와 아이들 | Seo Taiji and Boys | Seo Taiji & Boys | 徐太志和孩子们
서태지 | Seo Taiji | 徐太志
H.O.T. | HOT
젝스키스 | SECHSKIES | SECHSKIES
신화 | SHINHWA | 神话
god | 지오디
클론 | CLON
코요태 | Koyote
쿨 | COOL
버즈 | Buzz
민경훈 | Min Kyung Hoon
임창정 | Im Chang Jung | 任昌丁
폴킴 | Paul Kim
멜로망스 | MeloMance
정승환 | Jung Seung Hwan
어반자카파 | Urban Zakapa
스탠딩 에그 | Standing Egg
혁오 | HYUKOH | Hyukoh
잔나비 | JANNABI
검정치마 | The Black Skirts
새소년 | SE SO NEON
실리카겔 | Silica Gel
장범준 | Jang Beom June | Beom June Jang
버스커 버스커 | Busker Busker
적재 | Jukjae
선우정아 | Sunwoo Jung-A
이무진 | Lee Mujin | Lee Mu Jin
임영웅 | Lim Young Woong | Lim Youngwoong
이선희 | Lee Sun Hee | 李仙姬
양희은 | Yang Hee Eun
김광석 | Kim Kwang Seok | 金光石
유재하 | Yoo Jae Ha
이문세 | Lee Moon Sae | 李文世
김건모 | Kim Gun Mo
장나라 | Jang Nara | 张娜拉
채연 | Chae Yeon | 蔡妍
미란이 | Mirani
비비 | BIBI
권은비 | KWON EUNBI | 权恩妃
최예나 | YENA | CHOI YE NA | 崔叡娜
전소미 | JEON SOMI | SOMI | 全昭弥
조이 | JOY
슬기 | SEULGI
KARD | 카드
식케이 | Sik-K
pH-1
데이브레이크 | Daybreak
이루마 | Yiruma | 李闰珉
VIXX | 빅스
백예린 | Yerin Baek | 白艺潾 | 白艺璘
소유 | SOYOU | 昭宥
정기고 | Junggigo | 郑基高
"""
