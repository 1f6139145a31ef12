package io.hostmesh.provisioning.catalogue;

import java.math.BigDecimal;

/**
 * A size of server that can be asked for.
 *
 * @param vcpus processors it may use on average
 */
public record Plan(String id, BigDecimal vcpus, int memoryMegabytes) {}
