package io.hostmesh.provisioning.catalogue;

import java.math.BigDecimal;

/**
 * A version of a size of server that can be asked for. It never changes.
 *
 * @param vcpus processors it may use on average
 */
public record Plan(String id, int version, BigDecimal vcpus, int memoryMegabytes) {}
