"""How an English sentence asks to be told something."""

from sentences.expressions import expression

SOFT = (
    r"(?:please|kindly|pls|plz|just|also|then|maybe|perhaps|possibly|quickly|first|next|so|and|again|once\smore"
    r"|at\sleast|briefly|really|still|simply)"
)
TELLING = (
    r"(?:give|giving|tell(?:ing)?|get(?:ting)?(?=\s(?:me|us)\s)|pull(?:ing)?\sup|furnish(?:ing)?(?:\s(?:me|us)\swith)?"
    r"|inform(?:ing)?\s(?:me|us)\sof|attach(?:ing)?(?=[^.?!]*\b(?:reply|e-?mail|message|chat|answer|response)\b)"
    r"|print(?=\syour\s(?:full\s)?name)|(?:suggest|propos|choos|offer|select|pick|nam)(?:e"
    r"|ing)?(?=[^.?!]{0,30}\b(?:dates?|days?|slots?|times?)\b)"
    r"|(?:find|fetch|retrieve|track\sdown|hunt\sdown)(?=\s(?:me|us)\s)|cit(?:e|ing)|relay(?:ing)?|dictat(?:e|ing)"
    r"|disclos(?:e|ing)|report(?:ing)?(?:\sback)?|input(?:ting)?"
    r"|key(?:ing)?\sin|hand(?:ing)?\sover|(?:whatsapp|sms|mail)\s(?:me|us)|call\sout|update\s(?:me|us)\s(?:with|on)"
    r"|(?:revert|dm(?:\s(?:me|us))?)(?:\swith)?(?=\s(?:your|ur|the|an?)\s)|provid(?:e"
    r"|ing)|shar(?:e|ing)|send(?:ing)?(?:\s(?:through|over|across))?"
    r"|let(?:ting)?\s(?:me|us)\shave"
    r"|let(?:ting)?\s(?:me|us"
    r"|our\s\w+)\sknow|confirm(?:ing)?|verify(?:ing)?|"
    r"supply(?:ing)?|(?<!like\sto\s)(?<!want\sto\s)add(?=\s(?:your|an?)\s)|remind(?:ing)?(?:\s(?:me|us)\sof)?"
    r"|help(?:ing)?\s(?:me|us)(?:\sout)?\swith"
    r"|reply(?:ing)?(?:\s(?:to\sthis\s(?:e-?mail|mail|message)|back))?\swith"
    r"|respond(?:ing)?(?:\sback)?\swith|writ(?:e|ing)|typ(?:e|ing)|enter(?:ing)?|state|stating|"
    r"specify(?:ing)?|includ(?:e|ing)|spell(?:ing)?|repeat(?:ing)?|read(?:ing)?|forward(?:ing)?|drop(?:ping)?"
    r"|pop(?:ping)?"
    r"|past(?:e|ing)|putt?(?:ing)?|shoot(?:ing)?|ping(?:ing)?|say|jot\sdown"
    r"|submit(?:ting)?|list(?:ing)?|"
    r"fill(?:ing)?\sin|leave|leaving|note|indicat(?:e|ing)|advise|quote|quoting|mention(?:ing)?|message|text"
    r"|pass(?:\son|\salong)?|"
    r"e-?mail\s(?:us|me)|get\sback\sto\s(?:us|me)\swith|come\sback\s(?:to\s(?:us|me)\s)?with|write\sback\swith"
    r"|answer\swith|point\sout|dig\s(?:out|up)|re-?send|resend|re-?(?:enter|type|submit|share|state|confirm"
    r"|check)(?:ing)?|remember|recall|identify|"
    r"(?:find|look\sup|locate|(?:double-?\s?)?check)(?=[^.?!]{0,60}\b(?:(?:and|then)\s(?:send|tell|share|let|reply"
    r"|give|type)|for\s(?:me|us))\b))"
)
EXPLAINING = (
    r"(?:be\s(?:\w+\s)?more\s(?:specific|precise)(?:\sabout)?|describ(?:e|ing)|explain(?:ing)?|elaborat(?:e"
    r"|ing)(?:\s(?:up)?on)?|clarify(?:ing)?|outlin(?:e|ing)"
    r"|summari[sz](?:e|ing)"
    r"|detail(?:ing)?|expand(?:ing)?(?:\s(?:up)?on)?|"
    r"walk(?:ing)?\s(?:me|us)\sthrough|fill(?:ing)?\s(?:me|us)\sin(?:\son)?|shed(?:ding)?\s(?:some\s|more\s)?light\son"
    r"|help(?:ing)?\s(?:me|us)\s(?:to\s)?understand|bring(?:ing)?\s(?:me|us)\sup\sto\sspeed\son|talk(?:ing)?\s(?:me"
    r"|us)\sthrough|run(?:ning)?\s(?:me|us)\sthrough|tak(?:e"
    r"|ing)\s(?:me|us)\sthrough|go(?:ing)?\sover|start(?:ing)?\sfrom\sthe\sbeginning)"
)
TAKING = (
    r"(?:have|get|grab|take|know|confirm|verify|obtain|ask(?:\syou)?(?:\sagain)?(?:\sfor)?|trouble\syou\sfor"
    r"|bother\syou\sfor|borrow|note\sdown|take\sdown|double-?check|see|request|hear|be\stold)"
)

ASK_YOU = (
    rf"(?:(?:could|can|would|will|might|may|cld|cn|cud|wud|wld|couldn't|can't|won't)\s(?:you|u"
    rf"|ya)(?:\sguys)?(?:\s{SOFT}){{0,3}}(?:\s(?:be\s(?:able|so\skind\sas|kind\senough|willing)\sto|like\sto"
    rf"|care\sto|happen\sto|mind))?(?:\s{SOFT}){{0,3}}"
    rf"|are\syou\sable\sto|(?:would|do)\s(?:you|u)\smind|wonder(?:ing)?\s(?:if|whether)\s(?:you|u)\s(?:could|can|would"
    rf"|might)"
    rf"|if\s(?:you|u)\s(?:could|can|would|wouldn't\smind|don't\smind)(?:\s{SOFT}){{0,3}}"
    rf"|(?:appreciate|great|helpful|good|lovely|best|grateful|help|nice|useful)(?:\sit)?\sif\s(?:you"
    rf"|u)(?:\s(?:could|can|would|were\sto))?(?:\s{SOFT}){{0,3}}|(?:i|we)(?:'d|\swould)?(?:\skindly)?\s(?:need|like"
    rf"|love|ask|request"
    rf"|want|require)\s(?:for\s)?you\sto(?:\s{SOFT}){{0,3}}"
    rf"|any\schance\s(?:that\s)?(?:you|u)\s(?:could|can|would|might)|(?:you'll|you\swill|you'd"
    rf"|you\swould)\s(?:just\s)?(?:need|have)\sto"
    rf"|please\sbe\sso\skind\sas\sto|care\sto|(?:i|we)\sask\sthat\syou|feel\sfree\sto|(?:to|so)\s(?:begin|start"
    rf"|get\sstarted),?|mind)"
)
ASK_ME = (
    rf"(?:(?:could|can|may|might|cld)\s(?:i|we)(?:\s{SOFT}){{0,3}}\s(?:{TAKING}|check(?=\s(?:your|ur"
    rf"|the\s(?:name|e-?mail|phone)))|confirm)"
    rf"|(?:wonder(?:ing|ed)?|great|helpful|good|appreciate(?:\sit)?|nice|grateful|mind|ok(?:ay)?)\sif\s(?:i|we)"
    rf"\s(?:could|can|may|might)(?:\s{SOFT}){{0,3}}\s{TAKING}|(?:is\sit"
    rf"|would\sit\sbe)\spossible\s(?:for\syou\s)?to\s(?:get|have|send|share|tell|give|provide|confirm)"
    rf"|any\schance\s(?:i|we|of)\s(?:could\s|can\s)?(?:get|have|getting)"
    r"|(?:i|we)\s(?:(?:may|must)\shave\s)?missed(?=\syour\s(?:\w+\s)?(?:name|surname|number|address)\b)"
    r"|(?:i|we)\sdon't\s(?:think|believe)\s(?:i|we)(?:'ve)?\s(?:got|gotten|caught|have|heard|asked\sfor)"
    r"|(?:i|we)\s(?:didn't|never)\s(?:quite\s)?(?:get|got|hear|heard|caught)(?=\syour\s(?:\w+\s)?(?:name|surname"
    r"|number|address|phone)\b)"
    rf"|(?:mind|ok(?:ay)?|alright|fine|possible)\sif\s(?:i|we)\s(?:{SOFT}\s){{0,2}}(?:{TAKING}|(?:asked|took|got|had"
    rf"|grabbed|confirmed)(?:\sfor)?)"
    r"|(?:(?:can|could|shall|may)\s(?:i|we)|let's|let\sus)\s(?:just\s)?(?:start|begin)\swith"
    r"|let\sme\s(?:just\s|quickly\s|first\s)?(?:get|take|grab|have|note(?:\sdown)?|ask(?:\sfor)?)(?=\s(?:your"
    r"|ur|an?)\s)"
    # "It would help if you gave me your name", "you can just send me your name", "once I have your name"
    r"|(?:'d|would|could|might)\b[^.?!]{0,40}\bif\s(?:you|u)\s(?:gave|sent|told|shared|provided|let)(?:\s(?:over"
    r"|along))?"
    r"|you\scan\s(?:just\s|simply\s|also\s)?(?:send|tell|give|text|message|drop)\s(?:me|us)|you\scan\s(?:just\s"
    r"|simply\s)?reply\swith"
    r"|(?:'ll|\swill)\s(?:be\sable\sto|happily|gladly)\s[^.?!,]{2,30}\s(?:once|as\ssoon\sas|when)\s(?:i"
    r"|we)(?:\shave|\sget|'ve\sgot)"
    r"|(?:once|when|as\ssoon\sas|if)\s(?:i|we)(?:\s(?:have|know|get|receive|hear)|'ve\s(?:got|received))(?=\s(?:your"
    r"|ur|the(?!\s(?:\w+\s)?(?:date|day)\b(?!\sof\spurchase)|[^,.]*\sfrom\b))\s[^,.]{2,40}?,?\s(?:i|we)(?:'ll|\swill"
    r"|\scan|\scould))"
    r"|(?:once|when|as\ssoon\sas|if)\s(?:you|u)(?:\scan|\scould)?\s(?:send|share|give|tell|leave|drop|text|type"
    r"|provide|confirm|let\s(?:me"
    r"|us)\s(?:have|know))(?:\s(?:me|us|over)(?:\swith)?)?"
    r"(?=\s(?:your|ur|an?|the)\s[^,.]{2,40}?,?\s(?:i|we|it|that|our\s\w+|one\sof\sour\s\w+|someone|an?\s\w+"
    r"|the\s\w+)(?:'ll|'d|\swill|\scan|\swould|\scould)\b)"
    r"|(?:i|we)\s(?:seem|appear)\sto\sbe\smissing"
    # "We'd be grateful for your name", "The only thing missing is your name", "If I could just take your name"
    r"|(?:grateful|thankful|easier|faster|quicker)\s(?:for|with)(?=\s(?:your|ur|the|an?)\s)"
    r"|the\s(?:only|next|first|last|other|one)\s(?:other\s)?(?:thing|detail|bit|piece)\s(?:\w+\s)?(?:(?:that\s"
    r"|which\s)?(?:i|we)"
    r"(?:'ll|\sstill|\salso)?\s(?:need|require|want)|missing|left|needed|required)(?:\s(?:from\syou|now))?\sis"
    rf"|(?:let|allow)\s(?:me|us)\s(?:to\s)?(?:just\s)?ask\syou(?:\sagain)?\sfor|allow\s(?:me|us)\sto\s(?:just\s)?"
    rf"(?:take|get|have|ask(?:\sfor)?|note(?:\sdown)?)(?=\s(?:your|ur)\s)"
    rf"|if\s(?:i|we)\s(?:could|can|may|might)\s(?:{SOFT}\s){{0,2}}(?:have|get|grab|take"
    rf"|ask(?:\syou)?\sfor)(?=\s(?:your|ur|the|an?)\s)"
    r"|(?:help(?:s|ful)?|easier|great|handy)\sif\s(?:i|we)\s(?:have|had|knew|know)(?=\s(?:your|ur|the|an?)\s)"
    r"|^(?:just\s|only\s|gonna\s)?(?:need|missing|after)(?=\s(?:your|ur|the|an?)\s)|(?:i|we)\s(?:just\s|only\s"
    r"|also\s)want(?=\s(?:your"
    r"|ur)\s)"
    rf"|(?:i|we)(?:'d|\swould)\s(?:just\s|also\s)?(?:like|love|appreciate|need|require)(?:\sto\s{TAKING})?|(?:i"
    rf"|we)(?:'ll"
    rf"|\swill|'re\sgoing\sto|\sdo)?(?:\s(?:{SOFT}|only)){{0,3}}\s(?:need|require|be\sneeding)(?:\sto\s{TAKING})?"
    rf"|(?:i|we)\s(?:must|need\sto|should)\s(?:{SOFT}\s)?ask(?:\syou)?\sfor|(?:i"
    rf"|we)\s(?:kindly\s)?request(?=\s(?:your|the)\s)"
    r"|(?:i|we)\s(?:can't|cannot|can\snot|won't\sbe\sable\sto|am\sunable\sto|are\sunable\sto"
    r"|'m\sunable\sto)\s[^.?!,]{0,40}\swithout"
    r"(?:\s(?:having|knowing))?(?=\s(?:your|the|an?)\s)"
    # "Sorry, I didn't catch your name", "I don't have an order number yet"
    rf"|(?:i|we)\s(?:didn't|did\snot)\s(?:quite\s)?(?:catch|note\sdown|write\sdown)"
    rf"|(?:i|we)\s(?:don't|do\snot)\s(?:seem\sto\s|yet\s)?(?:have|see)(?=\s(?:an?|your)\s)"
    rf"|(?:i|we)(?:'m|'re|\sam|\sare)\s(?:just\s|still\s|only\s)?(?:missing|looking\sfor|going\sto\sneed"
    rf"|gonna\sneed|after|waiting\sfor)|(?:i|we)\s(?:just\s|only\s|still\s|also\s)?(?:want(?:ed)?"
    rf"|have)\sto\s(?:ask(?:\syou)?\sfor|get|know|confirm)"
    rf"|(?:all|what|only\sthing|the\sone\sthing)\s(?:that\s)?(?:i|we)(?:'ll|\sstill)?\sneed(?:\sfrom\syou"
    rf"|\snow)?\sis|help(?:s|ful)?\s(?:me\s|us\s)?to\s(?:know|have)|great\sto\s(?:know|have))"
)
# An imperative stands where a clause begins; "we will send", "I'll confirm" have somebody who does it.
START = (
    r"(?:^|[,;:(]\s|-\s|\s(?:and|but|so|then)\s)(?:(?:hi|hello|hey|ok(?:ay)?|sure|great|thanks|thank\syou"
    r"|of\scourse|right|alright|sorry|now|yes|no\sproblem|happy\sto\shelp)\b[^,.;]{0,40}[,.!-]\s*)?"
)

VERBS = rf"(?:{TELLING}|{EXPLAINING})"
# "Be sure to include your order number in your reply" asks now; "…on the parcel" or "…when you call" does not.
INCLUDING = (
    r"(?:make\ssure(?:\sto|\sthat\syou|\syou)?|be\ssure\sto|(?:don't|do\snot)\sforget\sto|remember\sto)\s(?:include"
    r"|mention"
    r"|add|provide|state|tell\sus|quote)(?=\s[^.?!]{2,60}?(?:\s(?:in|with)\s(?:your|the|a)\s(?:next\s)?(?:reply"
    r"|response|message|answer"
    r"|e-?mail|mail)\b|\W*$))"
)
REQUEST = expression(
    rf"\b(?:{ASK_YOU}\s(?:{SOFT}\s){{0,3}}{VERBS}|{ASK_ME})\b|{START}(?:{SOFT},?\s){{0,3}}(?P<order>{VERBS})\b"
    rf"|\bplease\s(?:{SOFT}\s){{0,3}}(?P<order2>{VERBS})\b|\b{INCLUDING}"
)
# Questions after the fact one has at hand: "Do you have your order number handy?"
AT_HAND = expression(
    r"\bdo\s(?:i|we)\shave(?=\san?\s)|\b(?:do|did|would|might)\s(?:you|u)(?:\sstill|\sby\sany\schance|\sperhaps"
    r"|\sactually)?\s(?:happen\sto\s)?(?:have|know|remember|recall|see)\b|\bhave\s(?:you|u)\sgot\b"
    r"|\byou\s(?:wouldn't|don't)\s(?:happen\sto\s)?(?:have|know|remember)\b"
    r"|\bis\sthere\s(?=an?\s|another\s|any\s)|\b(?:are\syou\sable\sto|can\syou|could\syou)\s(?:still\s)?(?:find"
    r"|locate)\b(?=\s(?:your"
    r"|the|an?)\s)|\bgot\s(?=your|the|an?\s)|\bany\s(?:idea|chance\syou\s(?:still\s)?(?:have|know|remember"
    r"|kept))\b|\b(?:how|what)\sabout\s(?=your\s)|\bwhat\swould\s(?=your\s)|\bmind\s(?=if\si)"
)
WHAT_IS = expression(
    r"(?:^|[,;:-]\s?|\band\s|\bor\s|\bso\s)(?:(?:and|so|ok(?:ay)?|first|also|then|sorry|hi|hello"
    r"|hey)\b,?\s(?:\w+,\s)?){0,3}(?:what(?:'s|s|\sis|\swas|\sare|\swere|\swould\sbe|\smight\sbe)|which(?:\sis"
    r"|\swas)?|what)\s(?:again\s)?(?=\w)"
)
ASKED_FOR = expression(
    r"^\W*(?:(?:and|so|ok|sorry|hi|also)\b,?\s)*(?:your|ur|the|delivery|order|phone|email"
    r"|full)?\s?(?P<thing>)"
)

# Between the request and the fact: words that lead to something else.
PARTING = expression(
    r"\b(?:of|for|to|from|in|on|at|by|until|if|that|whether|because|before|after|while|how|why|where|when|photos?"
    r"|pictures?|screenshots?|images?|video|receipt|invoice|"
    r"password|pin|is|are|was|were|has|have|had|will|can|could|should|would|be|been|am|not|don't|no|via|using"
    r"|through|than|instead|back|label|scan|link|page|driver|courier|cashier|staff|store|counter|technician|them"
    r"|him|her|anyone)\b"
)
JOINED = expression(
    r"\b(?:(?:couple|few|list|number|idea)\sof|in\sa\s(?:bit|little)\b"
    r"|in\s(?:a\s|your\s|as\s)?(?:few|one|two|own|short|brief)\s(?:own\s"
    r"|short\s)?(?:lines?|words?|sentences?)|(?:last|first|final|rest|full|exact|spelling|details?|copy|four|three"
    r"|digits)\s(?:\w+\s)?(?:digits\s"
    r"|letters\s|numbers\s)?of|of\syour|(?:me|us|me\sback|us\sback)\swith|to\s(?:me|us|know|have|confirm|get"
    r"|verify|share|check)|for\s(?:me|us|you\sfor)|(?:to|in)\s(?:this|your)\s(?:e-?mail|message|chat|mail|reply)|"
    r"(?:me|us)\sback|back\swith|i\scan|(?:in\s)?as\s(?:much\sdetail|\w+)\sas\s(?:you\scan|possible)|(?:at"
    r"|in)\s(?:least|full)|by\sreply|if\s(?:possible|you\s(?:can"
    r"|could|have\sit|don't\smind|like|know(?:\sit)?)|available|it's\sok)|for\s(?:our|my)\srecords?"
    r"|if\sthat's\s\w+)\b"
)
WITH = expression(r"\b(?:along|together)?\s?with\b")

# What stands after a fact when nothing is asked: it is there ("order number 12345"), it is right, or on a screen.
GIVEN = expression(
    r"\s*(?:is|was|as|:|=|,|\(|-)?\s*(?:still|now)?\s*[#\"(]?\s*(?:[a-z]{1,4}-?)?\d[\d-]{2,}|\s*(?:is|as"
    r"|:)?\s*[\w.+-]+@\w|\s*(?:is|as)\s(?:still\s|the\s)?(?:correct|right|same|up\sto\sdate|valid|current|complete)|"
    r"\s(?:has|have)\s(?:changed|been)|\s(?:corrected|fixed|changed|updated|removed|added|sorted|off(?!\s(?:you|u|the"
    r"|your)\b)"
    r"|onto)\b|\s(?:that\s|which\s)?you(?:'ve|\shave)?\s(?:already\s|just\s"
    r"|kindly\s)?(?:gave|given|sent|told|mentioned|provided|shared|wrote|quoted|already)|\s(?:persists?|continues?"
    r"|remains?|is\s(?:resolved|solved|fixed|gone)|was\s(?:resolved|solved)|comes\sback|occurs\sagain|is\sstill)|"
    r"\s(?:on|in|into|at)\s(?:the|our|your|its?)\s(?:(?!order|chat|reply)\w+\s(?=page|site|website|portal"
    r"|app))?(?:login|log-in|website|site|app|page|portal|account\s(?:page"
    r"|settings)|settings|profile|sign-?up|registration|search|checkout)|"
    r"\s(?:ready|handy|to\shand|at\shand|safe|private)\b(?![^.!]*\?)|\s(?:when(?:ever)?\syou\s(?:call|contact|visit"
    r"|write|reply\sto(?!\sthis))|in\s(?:any|all|every|future)|if\syou\s(?:call|contact|write|need))"
)
# Advice for another day, and what is refused: "If you call us again, quote your order number", "You need not send…".
CALLED_OFF = expression(
    r"\b(?:write|print|put|mark|stick|note|include|add)\s(?:your|the)\s[^.?!]{2,30}\s(?:on|inside|in)\s(?:the"
    r"|your)\s(?:\w+\s(?:of\s(?:the|your)\s)?)?"
    r"(?:box|parcel|package|envelope|label|outside|slip|packaging|cheque|banner)\b|"
    r"^(?:if|when|should|in\scase)\s(?:anything|something|it\s(?:happens|comes|occurs|stops|fails|doesn't"
    r"|does\snot)|this\s(?:happens|occurs)|the\s\w+\s(?:comes|returns|occurs|happens|persists|doesn't|does\snot))\b"
    r"|^(?:if|when|whenever|next\stime|in\scase|should|once|anytime)\s(?:you\s)?(?:ever\s|should\s|do\s)?(?:call"
    r"|contact|ring|phone|write|reach|visit|come|speak|return|move|log|sign|need|have\s(?:any|more|further)|receive"
    r"|get(?!\s(?:an?|the)\s(?:chance|minute|moment|second|sec)))\b"
    r"|\b(?:no\sneed|not\sneed|needn't|don't\sneed|don't\shave\sto|never(?!\s(?:got|heard|caught))"
    r"|^(?:(?!can't|cannot|can\snot|unable|won't\sbe\sable)[^.?!]){0,80}?\bwithout\s(?:needing|having|your|an?\b)"
    r"|(?:i|we)(?:'ve|\shave)(?:\sgot)?\s(?:all|everything)|unnecessary|not\snecessary|not\srequired|won't\sneed"
    r"|no\slonger|you\sasked|you\swanted\sto\sknow)\b"
    r"|^to\s(?:change|update|edit|reset|register|log\sin|sign|create|add)\b[^,]*,\s(?:please\s)?(?:open|go|click|tap"
    r"|select|visit|press|use|log)\b"
    r"|\b(?:do\snot|don't)\s(?:send|share|give|tell|include|post|write|enter|provide|reply)\b"
)
# "If you have the order number to hand, please send it over" is a soft way of asking for it.
SOFTENED = expression(
    r"\bif\s(?:you|u)(?:\sdo|\sstill|\shappen\sto)?\s(?:have|know|remember|recall|can\sfind|could\sfind"
    r"|can\ssee)\s[^,]{2,60}(?:,\s*$|,?\s(?:please|could|can|would|just|kindly|send|share|let|pop|drop))"
)
REPORTED = expression(
    r"\b(?:why|how|that|where|because|if|when|says?|asked|reason|until|whether|which|whenever|as"
    r"|wish|and\swhat|said)\s(?:that\s)?$"
)
RIGHT = expression(
    r"\b(?:correct|right|is\sthat\sright|yes|isn't\sit|is\sthat\scorrect|is\sthis\scorrect"
    r"|is\sthis\sright)\s*\?"
)
