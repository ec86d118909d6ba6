import {keyValue} from "./models/key-value.ts";
import {lock} from "./models/lock.ts";
import {queue} from "./models/queue.ts";
import {casRegister, register} from "./models/register.ts";
import {registry} from "./models/registry.ts";
import {znode} from "./models/znode.ts";

/**
 * What a history can be held against: a register (`models.register(0)` begins with 0), one with compare-and-set, a store of strings, a node
 * of ZooKeeper's with its version, a queue that delivers at least once, a lock, an instance in a registry. A log has rules instead: `checkLog`.
 */
export const models = {register, casRegister, keyValue, znode, queue, lock, registry} as const;
