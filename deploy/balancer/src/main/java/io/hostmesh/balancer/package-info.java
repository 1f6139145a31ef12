/** The program that spreads connections over the members of groups. It needs nothing but a Java runtime. */
@NullMarked
package io.hostmesh.balancer;

import org.jspecify.annotations.NullMarked;
