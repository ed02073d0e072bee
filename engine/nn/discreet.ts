// Layers that are discreet: they neither keep what they are given nor show it to anybody. What one of them hands to another
// needs no memory once the backward pass has gone by. A class of one's own is not, nor is a layer with another `forward`.
import { passing, shown } from "../autograd/passing.ts";
import { Tensor } from "../tensor/tensor.ts";
import * as activations from "./activations.ts";
import { MultiheadAttention } from "./attention.ts";
import { BatchNorm1d } from "./batchNorm.ts";
import { Dropout } from "./dropout.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { LayerNorm, RMSNorm } from "./normalization.ts";
import { Flatten, Identity } from "./shaping.ts";

const activationLayers = Object.values(activations).filter((each) => each.prototype instanceof Module);
const layers = [Linear, Dropout, LayerNorm, RMSNorm, BatchNorm1d, MultiheadAttention, Flatten, Identity];
const forwards = new Set<unknown>([...layers, ...activationLayers].map((layer) => layer.prototype.forward));

/** Whether the layer does what its class does. */
export const discreet = (layer: Module | undefined): boolean => layer !== undefined && forwards.has(layer.forward);

/** `made` by `maker` from `from`, on its way to `reader`. */
export function handOn(made: Tensor, from: Tensor, maker: Module, reader: Module | undefined): Tensor {
  if (discreet(maker) && discreet(reader)) return passing(made, from);
  if (made instanceof Tensor) shown(made);
  return made;
}
