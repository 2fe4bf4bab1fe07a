import { assigned, token } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

/** Models and what serves them. */
export const aiRules: readonly SecretRule[] = [
  token('anthropic-key', 'an Anthropic API key', {
    shape: 'sk-ant-[A-Za-z0-9]{2,12}-[A-Za-z0-9_-]{20,250}',
    keywords: ['sk-ant-'],
    url: 'https://docs.anthropic.com/en/api/overview',
  }),
  token('openrouter-key', 'an OpenRouter API key', {
    shape: 'sk-or-v1-[0-9a-f]{64}',
    keywords: ['sk-or-v1-'],
    url: 'https://openrouter.ai/docs/api-reference/authentication',
  }),
  token('langfuse-secret-key', 'a Langfuse secret key', {
    shape: 'sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    keywords: ['sk-lf-'],
    url: 'https://langfuse.com/docs/api-and-data-platform/features/public-api',
  }),
  token('openai-key', 'an OpenAI API key', {
    shape: 'sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,250}|[A-Za-z0-9]{32,250})',
    keywords: ['sk-'],
    url: 'https://platform.openai.com/docs/api-reference/authentication',
  }),
  token('huggingface-token', 'a Hugging Face token', {
    shape: '(?:hf|api_org)_[A-Za-z0-9]{34}',
    keywords: ['hf_', 'api_org_'],
    url: 'https://huggingface.co/docs/hub/security-tokens',
  }),
  token('replicate-token', 'a Replicate API token', {
    shape: 'r8_[A-Za-z0-9]{37}',
    keywords: ['r8_'],
    url: 'https://replicate.com/docs/topics/security/api-tokens',
  }),
  token('groq-key', 'a Groq API key', {
    shape: 'gsk_[A-Za-z0-9]{52}',
    keywords: ['gsk_'],
    url: 'https://console.groq.com/docs/quickstart',
  }),
  token('perplexity-key', 'a Perplexity API key', {
    shape: 'pplx-[A-Za-z0-9]{40,64}',
    keywords: ['pplx-'],
    url: 'https://docs.perplexity.ai/getting-started/quickstart',
  }),
  token('xai-key', 'an xAI API key', { shape: 'xai-[A-Za-z0-9]{70,100}', keywords: ['xai-'], url: 'https://docs.x.ai/docs/tutorial' }),
  token('langsmith-key', 'a LangSmith API key', {
    shape: 'lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}',
    keywords: ['lsv2_pt_', 'lsv2_sk_'],
    url: 'https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key',
  }),
  token('nvidia-key', 'an NVIDIA API key', {
    shape: 'nvapi-[A-Za-z0-9_-]{60,70}',
    keywords: ['nvapi-'],
    url: 'https://docs.nvidia.com/nim/large-language-models/latest/getting-started.html',
  }),
  token('tavily-key', 'a Tavily API key', {
    shape: 'tvly-(?:dev-|prod-)?[A-Za-z0-9]{28,64}',
    keywords: ['tvly-'],
    url: 'https://docs.tavily.com/documentation/api-reference/introduction',
  }),
  token('firecrawl-key', 'a Firecrawl API key', {
    shape: 'fc-[0-9a-f]{32}',
    keywords: ['fc-'],
    url: 'https://docs.firecrawl.dev/api-reference/introduction',
  }),
  token('jina-key', 'a Jina AI API key', { shape: 'jina_[A-Za-z0-9_-]{40,80}', keywords: ['jina_'], url: 'https://jina.ai/reader/' }),
  token('pinecone-key', 'a Pinecone API key', {
    shape: 'pcsk_[A-Za-z0-9_]{50,90}',
    keywords: ['pcsk_'],
    url: 'https://docs.pinecone.io/guides/projects/manage-api-keys',
  }),
  assigned('cohere-key', 'a Cohere API key', {
    names: ['COHERE_API_KEY', 'CO_API_KEY'],
    shape: '[A-Za-z0-9]{40}',
    url: 'https://docs.cohere.com/reference/about',
  }),
  assigned('mistral-key', 'a Mistral API key', {
    names: ['MISTRAL_API_KEY'],
    shape: '[A-Za-z0-9]{32}',
    url: 'https://docs.mistral.ai/getting-started/quickstart/',
  }),
  assigned('together-key', 'a Together AI API key', {
    names: ['TOGETHER_API_KEY'],
    shape: '(?:tgp_v1_)?[A-Za-z0-9_-]{43,64}',
    url: 'https://docs.together.ai/docs/quickstart',
  }),
  assigned('fireworks-key', 'a Fireworks API key', {
    names: ['FIREWORKS_API_KEY'],
    shape: '(?:fw_)?[A-Za-z0-9]{22,50}',
    url: 'https://docs.fireworks.ai/getting-started/quickstart',
  }),
  assigned('deepgram-key', 'a Deepgram API key', {
    names: ['DEEPGRAM_API_KEY'],
    shape: '[0-9a-f]{40}',
    url: 'https://developers.deepgram.com/docs/create-additional-api-keys',
  }),
  assigned('assemblyai-key', 'an AssemblyAI API key', {
    names: ['ASSEMBLYAI_API_KEY'],
    shape: '[0-9a-f]{32}',
    url: 'https://www.assemblyai.com/docs/api-reference/overview',
  }),
  assigned('elevenlabs-key', 'an ElevenLabs API key', {
    names: ['ELEVENLABS_API_KEY', 'XI_API_KEY'],
    shape: '(?:sk_[0-9a-f]{48}|[0-9a-f]{32})',
    url: 'https://elevenlabs.io/docs/api-reference/authentication',
  }),
  assigned('voyage-key', 'a Voyage AI API key', {
    names: ['VOYAGE_API_KEY'],
    shape: '(?:pa-)?[A-Za-z0-9_-]{32,64}',
    url: 'https://docs.voyageai.com/docs/api-key-and-installation',
  }),
  assigned('cerebras-key', 'a Cerebras API key', {
    names: ['CEREBRAS_API_KEY'],
    shape: '(?:csk-)?[A-Za-z0-9]{32,64}',
    url: 'https://inference-docs.cerebras.ai/quickstart',
  }),
  assigned('wandb-key', 'a Weights & Biases API key', {
    names: ['WANDB_API_KEY'],
    shape: '[A-Za-z0-9_-]{40,100}',
    url: 'https://docs.wandb.ai/guides/track/environment-variables/',
  }),
];
