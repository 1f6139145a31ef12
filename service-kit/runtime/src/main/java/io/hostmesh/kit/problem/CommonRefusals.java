package io.hostmesh.kit.problem;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which of the common problems an operation, or each of a resource, can answer with, as far as its parameters do not tell. */
@DeclaresProblems
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface CommonRefusals {
    CommonProblem[] value();
}
