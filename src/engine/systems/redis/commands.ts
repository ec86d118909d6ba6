// The commands of redis-server 7.0.15: what ACL rules and rename-command may name. Source: redis/redis@f35f36a, src/commands.c; COMMAND LIST prints them.

const words = (lines: readonly string[]): readonly string[] => lines.flatMap((line) => line.split(" "));

/** Of a server. */
export const COMMANDS = words([
  "acl append asking auth bgrewriteaof bgsave bitcount bitfield bitfield_ro bitop bitpos blmove blmpop blpop brpop brpoplpush",
  "bzmpop bzpopmax bzpopmin client cluster command config copy dbsize debug decr decrby del discard dump echo eval eval_ro evalsha",
  "evalsha_ro exec exists expire expireat expiretime failover fcall fcall_ro flushall flushdb function geoadd geodist geohash",
  "geopos georadius georadius_ro georadiusbymember georadiusbymember_ro geosearch geosearchstore get getbit getdel getex getrange",
  "getset hdel hello hexists hget hgetall hincrby hincrbyfloat hkeys hlen hmget hmset hrandfield hscan hset hsetnx hstrlen hvals",
  "incr incrby incrbyfloat info keys lastsave latency lcs lindex linsert llen lmove lmpop lolwut lpop lpos lpush lpushx lrange lrem",
  "lset ltrim memory mget migrate module monitor move mset msetnx multi object persist pexpire pexpireat pexpiretime pfadd pfcount",
  "pfdebug pfmerge pfselftest ping psetex psubscribe psync pttl publish pubsub punsubscribe quit randomkey readonly readwrite",
  "rename renamenx replconf replicaof reset restore restore-asking role rpop rpoplpush rpush rpushx sadd save scan scard script",
  "sdiff sdiffstore select set setbit setex setnx setrange shutdown sinter sintercard sinterstore sismember slaveof slowlog",
  "smembers smismember smove sort sort_ro spop spublish srandmember srem sscan ssubscribe strlen subscribe substr sunion",
  "sunionstore sunsubscribe swapdb sync time touch ttl type unlink unsubscribe unwatch wait watch xack xadd xautoclaim xclaim xdel",
  "xgroup xinfo xlen xpending xrange xread xreadgroup xrevrange xsetid xtrim zadd zcard zcount zdiff zdiffstore zincrby zinter",
  "zintercard zinterstore zlexcount zmpop zmscore zpopmax zpopmin zrandmember zrange zrangebylex zrangebyscore zrangestore zrank",
  "zrem zremrangebylex zremrangebyrank zremrangebyscore zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore zunion",
  "zunionstore",
]);

/** Of a sentinel, which knows no others. */
export const SENTINEL_COMMANDS = words([
  "acl auth client command hello info ping psubscribe publish punsubscribe role sentinel shutdown subscribe unsubscribe",
]);

/** Subcommands, of the commands that have some. */
export const SUBCOMMANDS: {readonly [command: string]: readonly string[]} = {
  acl: words(["cat deluser dryrun genpass getuser help list load log save setuser users whoami"]),
  client: words(["caching getname getredir help id info kill list no-evict pause reply setname tracking trackinginfo unblock unpause"]),
  cluster: words([
    "addslots addslotsrange bumpepoch count-failure-reports countkeysinslot delslots delslotsrange failover flushslots forget",
    "getkeysinslot help info keyslot links meet myid nodes replicas replicate reset saveconfig set-config-epoch setslot shards slaves",
    "slots",
  ]),
  command: words(["count docs getkeys getkeysandflags help info list"]),
  config: words(["get help resetstat rewrite set"]),
  function: words(["delete dump flush help kill list load restore stats"]),
  latency: words(["doctor graph help histogram history latest reset"]),
  memory: words(["doctor help malloc-stats purge stats usage"]),
  module: words(["help list load loadex unload"]),
  object: words(["encoding freq help idletime refcount"]),
  pubsub: words(["channels help numpat numsub shardchannels shardnumsub"]),
  script: words(["debug exists flush help kill load"]),
  slowlog: words(["get help len reset"]),
  xgroup: words(["create createconsumer delconsumer destroy help setid"]),
  xinfo: words(["consumers groups help stream"]),
};

/** Of ACL rules. */
export const CATEGORIES = words([
  "keyspace read write set sortedset list hash string bitmap hyperloglog geo stream pubsub admin fast slow blocking dangerous connection transaction scripting",
]);
