/** All that this system's processes note, by kind: Sentinel's own log events, and what servers do. A run that notes something else stops with our own error. */
export const NOTES: readonly string[] = [
  ..."+sdown -sdown".split(" ").flatMap((down) => [down, `${down} slave`, `${down} sentinel`]),
  ...`+elected-leader +failover-end +failover-end-for-timeout +monitor +new-epoch +odown -odown +promoted-slave +reboot +selected-slave
  +sentinel +slave +slave-reconf-sent +slave-reconf-inprog +slave-reconf-done -slave-reconf-sent-timeout +convert-to-slave
  +fix-slave-config +slave-reconf-sent-be +switch-master +config-update-from +tilt -tilt +try-failover +vote-for-leader
  -failover-abort-slave-timeout -failover-abort-not-elected -failover-abort-no-good-slave +reset-master +set accepted config-rewritten
  config-set expired full-resync good-replicas loaded master-lost master-mode partial-resync replica-of save-failed save-succeeded
  script-ended script-kill script-slow shutdown shutdown-aborted slaveof-noone started sync-finished
  vote-given vote-reply wait-returned`.split(/\s+/),
];

/** Files on the disk of a server or a sentinel. */
export const DURABLE: readonly string[] = ["redis.conf", "sentinel.conf", "dump.rdb"];
