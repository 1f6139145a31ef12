package io.hostmesh.monitoring.refusal;

import io.hostmesh.kit.problem.DeclaresProblems;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which refusals of monitoring an operation can answer with; the API's document shows them. */
@DeclaresProblems
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Refuses {
    Refusal[] value();
}
