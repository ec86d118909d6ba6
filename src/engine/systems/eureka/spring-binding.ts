// How Spring Boot's Binder makes a value of a text. Source: spring-projects/spring-boot v4.0 BindConverter.java, spring-projects/spring-framework
// v7.0 NumberUtils.java parseNumber, StringToBooleanConverter.java.

import {getInteger, getLong, parseDouble, parseInt32, parseInt64} from "../java.ts";
import type {Bound} from "./spring-keys.ts";

/** A value as Spring has it, nothing where the text is empty, or why it cannot be bound. */
export type BoundValue = {readonly value: number | boolean | string} | {readonly empty: true} | {readonly error: string};

const STATUSES = ["UP", "DOWN", "STARTING", "OUTOFSERVICE", "UNKNOWN"];
const STRATEGIES = ["EIP", "ROUTE53", "ENI"];

/** Binds a text to a type. `name`: the property, as Spring says it where it fails. */
export function bound(name: string, text: string, type: Bound): BoundValue {
  const word = text.replace(/\s/g, "");
  if (type === "String") return {value: text};
  if (word === "") return {empty: true};
  const failed = (to: string, why: string): BoundValue => ({
    error: `Failed to bind properties under '${name}' to ${to}: failed to convert java.lang.String to ${to} (caused by ${why})`,
  });
  switch (type) {
    case "boolean": {
      const value = text.trim().toLowerCase();
      if (["true", "on", "yes", "1"].includes(value)) return {value: true};
      if (["false", "off", "no", "0"].includes(value)) return {value: false};
      return failed("boolean", `java.lang.IllegalArgumentException: Invalid boolean value '${text.trim()}'`);
    }
    case "int":
    case "long": {
      const hexadecimal = /^[+-]?(0x|0X|#)/.test(word);
      const value = type === "int" ? (hexadecimal ? getInteger(word) : parseInt32(word)) : hexadecimal ? getLong(word) : parseInt64(word);
      return value === null ? failed(type, `java.lang.NumberFormatException: For input string: "${word}"`) : {value};
    }
    case "double": {
      const value = parseDouble(word);
      return value === null ? failed("double", `java.lang.NumberFormatException: For input string: "${word}"`) : {value};
    }
    case "InstanceStatus":
    case "AwsBindingStrategy": {
      const known = type === "InstanceStatus" ? STATUSES : STRATEGIES;
      const value = word.toUpperCase().replace(/[^A-Z0-9]/g, "");
      const name =
        type === "InstanceStatus" ? "com.netflix.appinfo.InstanceInfo.InstanceStatus" : "com.netflix.eureka.aws.AwsBindingStrategy";
      return known.includes(value) ? {value} : failed(name, `java.lang.IllegalArgumentException: No enum constant ${name}.${word}`);
    }
  }
}
