"""Japanese readings of words common in song titles, for titles printed in kanji, in kana or in Latin letters.

One word and its usual reading; a title all of whose kanji are covered can be read, any other cannot.
"""

from __future__ import annotations

READINGS = """
桜 sakura | 花 hana | 夢 yume | 恋 koi | 愛 ai | 空 sora | 星 hoshi | 海 umi | 風 kaze | 雨 ame | 雪 yuki | 月 tsuki | 夜 yoru | 朝 asa | 夏 natsu | 春 haru | 秋 aki | 冬 fuyu
光 hikari | 影 kage | 君 kimi | 僕 boku | 私 watashi | 俺 ore | 心 kokoro | 涙 namida | 虹 niji | 蝶 chou | 鳥 tori | 翼 tsubasa | 旅 tabi | 道 michi | 街 machi | 町 machi | 森 mori | 川 kawa
山 yama | 声 koe | 歌 uta | 唄 uta | 手 te | 命 inochi | 炎 homura | 糸 ito | 鏡 kagami | 扉 tobira | 嘘 uso | 罪 tsumi | 傘 kasa | 鈴 suzu | 雫 shizuku | 鍵 kagi | 翠 midori | 藍 ai | 紅 kurenai
世界 sekai | 未来 mirai | 永遠 eien | 約束 yakusoku | 明日 ashita | 昨日 kinou | 今日 kyou | 奇跡 kiseki | 希望 kibou | 卒業 sotsugyou | 時代 jidai | 青春 seishun | 少年 shounen | 少女 shoujo
天使 tenshi | 悪魔 akuma | 人生 jinsei | 花火 hanabi | 向日葵 himawari | 残酷 zankoku | 紅蓮華 gurenge | 紅蓮 guren | 廻廻奇譚 kaikaikitan | 感電 kanden | 怪物 kaibutsu | 群青 gunjou | 勇者 yuusha
三原色 sangenshoku | 優しい yasashii | 祝福 shukufuku | 花束 hanataba | 海の幽霊 uminoyuurei | 馬と鹿 umatoshika | 白日 hakujitsu | 逆夢 sakayume | 一途 ichizu | 飛行艇 hikoutei | 心拍数 shinpakusuu
打上花火 uchiagehanabi | 千本桜 senbonzakura | 夏祭り natsumatsuri | 夏色 natsuiro | 雪の華 yukinohana | 粉雪 konayuki | 春泥棒 harudorobou | 言って itte | 盗作 tousaku | 栄光 eikou | 架橋 kakehashi
最高 saikou | 到達点 toutatsuten | 新時代 shinjidai | 逆光 gyakkou | 踊 odo | 阿修羅 ashura | 唱 show | 桃源郷 tougenkyou | 廻 mawa | 刹那 setsuna | 孤独 kodoku | 革命 kakumei | 運命 unmei | 真実 shinjitsu
記憶 kioku | 思い出 omoide | 思 omo | 想 omo | 物語 monogatari | 魔法 mahou | 太陽 taiyou | 銀河 ginga | 宇宙 uchuu | 地球 chikyuu | 大地 daichi | 季節 kisetsu | 風景 fuukei | 景色 keshiki | 夕焼け yuuyake | 夕日 yuuhi
東京 tokyo | 京都 kyoto | 横浜 yokohama | 津軽海峡 tsugarukaikyou | 冬景色 fuyugeshiki | 川の流れ kawanonagare | 上を向いて uewomuite | 歩 aru | 負けないで makenaide | 揺れる yureru | 天体観測 tentaikansoku | 小さな chiisana
大きな ookina | 好き suki | 大好き daisuki | 会いたい aitai | 逢いたい aitai | 忘れ wasure | 始まり hajimari | 終わり owari | 最後 saigo | 最初 saisho | 二人 futari | 一人 hitori | 独り hitori | 彼女 kanojo | 貴方 anata
恋人 koibito | 友達 tomodachi | 家族 kazoku | 母 haha | 父 chichi | 子供 kodomo | 男 otoko | 女 onna | 人 hito | 猫 neko | 犬 inu | 兎 usagi | 蛍 hotaru | 金魚 kingyo | 魚 sakana | 赤い akai | 青い aoi | 白い shiroi | 黒い kuroi
帰 kae | 見 mi | 聞 ki | 生 i | 走 hashi | 泣 na | 笑 wara | 抱 da | 届 todo | 伝 tsuta | 信 shin | 強 tsuyo | 弱 yowa | 美 utsuku | 高嶺 takane | 花子 hanako | 旅立 tabida | 日 hi | 木 ki | 火 hi | 水 mizu | 土 tsuchi | 風林火山 fuurinkazan
恋愛 renai | 循環 junkan | 秒針 byoushin | 噛 ka | 点描 tenbyou | 唄 uta | 嵐 arashi | 創聖 sousei | 鳥之詩 torinouta | 鳥の詩 torinouta | 詩 uta | 魂 tamashii | 戦場 senjou | 誓 chika | 祈 ino | 願 nega | 瞳 hitomi | 指輪 yubiwa | 宝島 takarajima
"""
