import type {FileModel} from "../../../../src/engine/checking/histories/check-file.ts";

/** A short right history in each notation and of each model. */
export interface Sample {
  readonly name: string;
  readonly model: FileModel;
  readonly text: string;
}

const register = `INFO  jepsen.util - 0\t:invoke\t:write\t1
INFO  jepsen.util - 1\t:invoke\t:read\tnil
INFO  jepsen.util - 0\t:ok\t:write\t1
INFO  jepsen.util - 1\t:ok\t:read\tnil
INFO  jepsen.util - :nemesis\t:info\t:start\t"Cut off {:n1 #{:n2}}"
INFO  jepsen.util - 0\t:invoke\t:cas\t[1 3]
INFO  jepsen.util - 0\t:info\t:cas\t:timed-out
INFO  jepsen.util - 1\t:invoke\t:read\tnil
INFO  jepsen.util - 1\t:ok\t:read\t3
`;
const maps = register
  .split("\n")
  .filter((row) => /jepsen\.util - \d/.test(row))
  .map((row) =>
    row
      .replace(/.* - (\d)\t(:\w+)\t(:\w+)\t(.*)/, "{:process $1, :type $2, :f $3, :value $4}")
      .replace(":timed-out}", "[1 3], :error :timed-out}"),
  )
  .join("\n");

export const histories: readonly Sample[] = [
  {name: "a log", model: "cas-register", text: register},
  {name: "EDN, a map a line", model: "cas-register", text: maps},
  {name: "EDN, one vector", model: "cas-register", text: `; a history\n[${maps}]\n`},
  {
    name: "EDN with keys",
    model: "kv",
    text: `{:process 0, :type :invoke, :f :append, :key "7", :value "x 0 0 y"}
{:process 0, :type :ok, :f :append, :key "7", :value "x 0 0 y"}
{:process 1, :type :invoke, :f :get, :key "7", :value nil}
{:process 1, :type :ok, :f :get, :key "7", :value "x 0 0 y"}`,
  },
  {
    name: "JSON lines",
    model: "queue",
    text: `{"process": 0, "type": "invoke", "f": "enqueue", "value": 1, "time": 0}
{"process": 0, "type": "ok", "f": "enqueue", "value": 1, "time": 3}
{"process": 1, "type": "invoke", "f": "drain", "time": 5}
{"process": 1, "type": "ok", "f": "drain", "value": [1], "time": 8}`,
  },
  {
    name: "EDN as of Kafka",
    model: "log",
    text: `{:process 0, :type :invoke, :f :send, :value [[:send 0 1]]}
{:process 0, :type :ok, :f :send, :value [[:send 0 [10 1]]]}
{:process 1, :type :invoke, :f :poll, :value [[:poll]]}
{:process 1, :type :ok, :f :poll, :value [[:poll {0 [[10 1]]}]]}`,
  },
];
