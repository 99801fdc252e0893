/** Learned words. */
import { database, put, read, remove, valuesOf } from './database';
import type { Embedding } from './records';

const embeddings = database('embeddings');

/** The newest first. */
export async function listEmbeddings(): Promise<Embedding[]> {
  const all = await valuesOf<Embedding>(embeddings);
  return all.sort((a, b) => b.created - a.created);
}

export function loadEmbedding(id: string): Promise<Embedding | undefined> {
  return read(embeddings, id);
}

export function saveEmbedding(embedding: Embedding): Promise<void> {
  return put(embeddings, [[embedding.id, embedding]], embedding.vectors.byteLength);
}

export function deleteEmbedding(id: string): Promise<void> {
  return remove(embeddings, [id]);
}
