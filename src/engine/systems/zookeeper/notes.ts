/** All that this system's processes note, by kind: what a fault may wait for. A run that notes something else stops with our own error. */
export const NOTES: readonly string[] =
  `accepted-epoch acked ackepoch active applied committed current-epoch decided enough established following forwarding holds leading
  learner-lost leaving let-go logged looking memory quorum-acked-newleader learner-acked-newleader observing open-for-clients phase proposed quit quorum
  refused-behind refused-to-start seen serving session-closed session-expired session-expiring snapshot started synchronise truncated`.split(
    /\s+/,
  );

/** Files on a server's disk. */
export const DURABLE: readonly string[] = ["acceptedEpoch", "currentEpoch", "log", "snapshots"];
