"""Counts in how many listings each stem occurs and writes idf.txt: stem<TAB>ln(listings / listings with it).

Usage: idf.py LISTINGS_DIR UTILITY_XML_DIR GRANTS_JSONL OUT_DIR   (needs snowballstemmer)
OUT_DIR holds spelling.txt already. A stem is kept when three listings or three patents have it.
"""
import json,glob,re,collections,math,html,sys,unicodedata
import snowballstemmer
st=snowballstemmer.stemmer('english'); cache={}
def stem(w):
    if w not in cache: cache[w]=st.stemWord(w)
    return cache[w]
SP=dict(l.rstrip('\n').split('\t') for l in open(sys.argv[4]+'/spelling.txt'))
def toks(t):
    t=unicodedata.normalize('NFKC',t).lower()
    out=set()
    for w in re.findall(r"[a-z][a-z']*",t):
        w=re.sub(r"'s?$",'',w).replace("'",'')
        if len(w)<2: continue
        w=SP.get(w,w)
        out.add(stem(w))
    return out
df=collections.Counter(); n=0
for f in sorted(glob.glob(sys.argv[1]+'/*.jsonl')):
    for l in open(f):
        r=json.loads(l)
        if r['market_lang']!='en': continue
        t=' '.join([r['title'],r['brand'],r['category'],r['description'],*r['bullets'],*[re.sub(r'(?<=[a-z])(?=[A-Z])',' ',a['name'])+' '+a['value'] for a in r['attributes']]])
        for s in toks(t): df[s]+=1
        n+=1
pd=collections.Counter(); m=0
for f in sorted(glob.glob(sys.argv[2]+'/*.xml')):
    t=open(f,encoding='utf8',errors='replace').read()
    i=t.find('<description'); t=html.unescape(re.sub(r'<[^>]+>',' ',t[i:]))
    for s in toks(t): pd[s]+=1
    m+=1
for l in open(sys.argv[3]):
    r=json.loads(l)
    t=json.dumps(r.get('description',''))+' '.join(c['text'] for c in r['claims'])
    for s in toks(t): pd[s]+=1
    m+=1
print(n,m,len(df),len(pd))
out={}
for s in set(df)|set(pd):
    if not re.fullmatch(r'[a-z]+',s) or len(s)<2 or len(s)>20: continue
    if df[s]<3 and pd[s]<3: continue
    out[s]=round(math.log((n+1)/(df[s]+0.5)),1)
with open(sys.argv[4]+'/idf.txt','w') as f:
    for s in sorted(out): f.write(f'{s}\t{out[s]}\n')
print(len(out))
