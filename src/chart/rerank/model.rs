//! A sentence-embedding model from a local directory.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use rten::{NodeId, RunOptions, ThreadPool, Value};
use tokenizers::{Tokenizer, TruncationParams};

/// Most tokens of a text that are read; sentence models take 128 to 512.
const MOST_TOKENS: usize = 256;

/// Most texts whose vectors are kept: about 100 MB of a model of 384 numbers.
const MOST_KEPT: usize = 65_536;

/// File names of the network, in the order they are looked for.
const NETWORKS: [&str; 2] = ["model.onnx", "model.rten"];
const TOKENIZER: &str = "tokenizer.json";

/// A direction in the model's space: of length one, or all zero where the model gives nothing.
pub type Vector = Arc<[f32]>;

/// A network with its tokenizer. Can be asked from several threads.
pub struct Model {
    name: String,
    tokenizer: Tokenizer,
    network: rten::Model,
    inputs: Vec<(NodeId, Input)>,
    output: NodeId,
    threads: Arc<ThreadPool>,
    kept: Mutex<HashMap<String, Vector>>,
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What a network of the BERT family is given for each token.
#[derive(Clone, Copy, Debug)]
enum Input {
    Ids,
    Mask,
    Types,
}

impl Model {
    /// Loads `model.onnx` or `model.rten` and `tokenizer.json` from a directory, and tries them on a word.
    ///
    /// # Errors
    /// When one of them is not there, cannot be read, or is not what a sentence model has: inputs `input_ids` and,
    /// where wanted, `attention_mask` and `token_type_ids`; an output of one vector a token.
    pub fn load(directory: &Path) -> Result<Model> {
        let shown = crate::text::source::display_name(directory);
        ensure!(directory.is_dir(), "the model {shown} is no directory");
        let network = NETWORKS.map(|name| directory.join(name)).into_iter().find(|path| path.is_file());
        let network = network.with_context(|| format!("the model {shown} has no {}", NETWORKS.join(" or ")))?;
        let tokenizer = directory.join(TOKENIZER);
        ensure!(tokenizer.is_file(), "the model {shown} has no {TOKENIZER}");
        let tokenizer = read_tokenizer(&tokenizer)
            .with_context(|| format!("{} cannot be used", crate::text::source::display_name(&tokenizer)))?;
        let name =
            directory.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
        let network_name = crate::text::source::display_name(&network);
        let model = rten::Model::load_file(&network)
            .map_err(anyhow::Error::from)
            .and_then(|network| Model::of(name.unwrap_or_else(|| shown.clone()), tokenizer, network));
        let model = model.with_context(|| format!("{network_name} cannot be used"))?;
        model.embed("cup").with_context(|| format!("{network_name} does not go with its {TOKENIZER}"))?;
        Ok(model)
    }

    fn of(name: String, tokenizer: Tokenizer, network: rten::Model) -> Result<Model> {
        let named = |id: NodeId| network.node_info(id).and_then(|node| node.name()).unwrap_or_default().to_owned();
        let mut inputs = Vec::new();
        for &id in network.input_ids() {
            let input = match named(id).as_str() {
                "input_ids" => Input::Ids,
                "attention_mask" => Input::Mask,
                "token_type_ids" => Input::Types,
                other => bail!("it wants the input {other:?}, which sentence models do not have"),
            };
            inputs.push((id, input));
        }
        ensure!(inputs.iter().any(|(_, input)| matches!(input, Input::Ids)), "it has no input \"input_ids\"");
        let outputs = network.output_ids();
        let hidden = outputs.iter().find(|id| named(**id) == "last_hidden_state").or(outputs.first());
        let output = *hidden.context("it has no output")?;
        let threads = Arc::new(ThreadPool::with_num_threads(rayon::current_num_threads()));
        Ok(Model { name, tokenizer, network, inputs, output, threads, kept: Mutex::default() })
    }

    /// What the directory is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The vector of a text, alone: in a batch a quantised network would let its neighbours colour it.
    ///
    /// # Errors
    /// When the network cannot be run on the text.
    pub fn embed(&self, text: &str) -> Result<Vector> {
        let known = |kept: &HashMap<String, Vector>| kept.get(text).cloned();
        if let Some(vector) = known(&self.kept.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(vector);
        }
        let encoding = self.tokenizer.encode(text, true).map_err(|error| anyhow!(error))?;
        let signed = |numbers: &[u32]| numbers.iter().map(|n| n.cast_signed()).collect::<Vec<i32>>();
        let mask = encoding.get_attention_mask();
        let mut inputs = Vec::with_capacity(self.inputs.len());
        for (id, input) in &self.inputs {
            let numbers = match input {
                Input::Ids => signed(encoding.get_ids()),
                Input::Mask => signed(mask),
                Input::Types => signed(encoding.get_type_ids()),
            };
            inputs.push((*id, Value::from_shape([1, numbers.len()], numbers)?.into()));
        }
        let options = RunOptions::default().with_thread_pool(Some(self.threads.clone()));
        let hidden = self.network.run(inputs, &[self.output], Some(options))?.pop().context("it gave no output")?;
        let (shape, numbers) = hidden.into_shape_vec::<f32, 3>().context("its output is not one vector a token")?;
        ensure!(shape[0] == 1 && shape[1] == mask.len(), "its output of shape {shape:?} is not one vector a token");
        let vector: Vector = pool(&numbers, shape[2], mask).into();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST_KEPT {
            kept.insert(text.to_owned(), vector.clone());
        }
        Ok(vector)
    }
}

fn read_tokenizer(path: &Path) -> Result<Tokenizer> {
    let mut tokenizer = Tokenizer::from_file(path).map_err(|error| anyhow!(error))?;
    // Fixed padding is for batches. A limit that the file sets is the one the model was trained with.
    let limit = tokenizer.get_truncation().map_or(MOST_TOKENS, |own| own.max_length.clamp(8, MOST_TOKENS));
    let truncation = TruncationParams { max_length: limit, ..TruncationParams::default() };
    tokenizer.with_padding(None).with_truncation(Some(truncation)).map_err(|error| anyhow!(error))?;
    Ok(tokenizer)
}

/// The mean of the tokens that the mask keeps, brought to length one.
fn pool(numbers: &[f32], width: usize, mask: &[u32]) -> Vec<f32> {
    let mut sum = vec![0.0_f32; width];
    if width > 0 {
        for (token, _) in numbers.chunks_exact(width).zip(mask).filter(|(_, kept)| **kept > 0) {
            sum.iter_mut().zip(token).for_each(|(sum, number)| *sum += number);
        }
    }
    let length = sum.iter().map(|number| number * number).sum::<f32>().sqrt();
    if length.is_normal() {
        for number in &mut sum {
            *number /= length;
        }
    } else {
        sum.fill(0.0);
    }
    sum
}

/// Cosine of two vectors, rounded to hundredths.
pub fn cosine(a: &Vector, b: &Vector) -> f32 {
    let dot: f32 = a.iter().zip(b.iter()).map(|(x, y)| x * y).sum();
    (dot * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_is_the_mean_of_the_tokens_that_the_mask_keeps() {
        let numbers = [2.0, 0.0, 4.0, 8.0, 100.0, -7.0];
        assert_eq!(pool(&numbers, 2, &[1, 1, 0]), [0.6, 0.8]);
        assert_eq!(pool(&numbers, 2, &[1, 0, 0]), [1.0, 0.0]);
    }

    #[test]
    fn nothing_to_go_by_is_near_nothing() {
        for pooled in
            [pool(&[1.0, 2.0], 2, &[0]), pool(&[f32::NAN, 1.0], 2, &[1]), pool(&[f32::INFINITY, 1.0], 2, &[1])]
        {
            assert_eq!(pooled, [0.0, 0.0]);
            assert!(cosine(&pooled.into(), &[0.6, 0.8].into()).abs() < f32::EPSILON);
        }
        assert!(pool(&[], 0, &[1]).is_empty());
    }

    #[test]
    fn cosines_are_rounded_to_hundredths() {
        let near = |x: f32| cosine(&[x, 0.0].into(), &[1.0, 0.0].into());
        assert_eq!((near(0.4949), near(0.4951), near(-1.0)), (0.49, 0.5, -1.0));
    }
}
