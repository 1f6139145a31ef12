package io.hostmesh.embedded;

/** What a write that was acknowledged survives. */
public enum Durability {

    /** Nothing: for tests that begin with empty folders. */
    NONE,

    /** The death of any process, by whatever signal: the operating system has it. Not the death of the machine. */
    PROCESS,

    /** The death of the machine: the disk has it. Every commit and every batch of records waits for the disk. */
    MACHINE
}
