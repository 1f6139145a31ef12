/** The program that runs on a server of the process driver. It needs nothing but a Java runtime. */
@NullMarked
package io.hostmesh.workload;

import org.jspecify.annotations.NullMarked;
