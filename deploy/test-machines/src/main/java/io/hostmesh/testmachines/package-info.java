/** What machines are made of in tests: a real Docker engine, and a Kubernetes API of this process with a kubelet behind it. */
@NullMarked
package io.hostmesh.testmachines;

import org.jspecify.annotations.NullMarked;
