import { assigned, random, token } from '../secret-rule.ts';
import type { SecretRule } from '../secret-rule.ts';

/** Keys with a signature of four characters at a fixed place, as Microsoft describes them. */
const definitions = 'https://learn.microsoft.com/en-us/purview/sit-defn-all-creds';

/** Microsoft's cloud. */
export const azureRules: readonly SecretRule[] = [
  assigned('azure-account-key', 'an Azure storage account or Cosmos DB key', {
    names: ['AccountKey', 'AZURE_STORAGE_KEY', 'AZURE_STORAGE_ACCOUNT_KEY', 'ARM_ACCESS_KEY'],
    shape: '[A-Za-z0-9+/]{86}==',
    url: 'https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string',
  }),
  {
    rule: 'azure-account-key-of-client',
    what: 'an Azure storage account or Cosmos DB key',
    keywords: ['documents.azure.com', '.core.windows.net', 'cosmosclient', 'documentclient', 'sharedkeycredential'],
    // Behind the address or the name of the client that it is passed to.
    pattern:
      /(?:documents\.azure\.com|\.core\.windows\.net|CosmosClient|DocumentClient|SharedKeyCredential)\b[^]{0,200}?(?<![A-Za-z0-9+/=-])(?<secret>[A-Za-z0-9+/]{86}==)(?![A-Za-z0-9+/=])/giu,
    url: 'https://learn.microsoft.com/en-us/azure/cosmos-db/nosql/quickstart-dotnet',
    blocks: true,
    accept: random,
  },
  assigned('azure-shared-access-key', 'an Azure shared access key', {
    names: ['SharedAccessKey', 'primaryKey', 'secondaryKey'],
    shape: '[A-Za-z0-9+/]{43}=',
    url: 'https://learn.microsoft.com/en-us/azure/event-hubs/event-hubs-get-connection-string',
  }),
  {
    rule: 'azure-shared-access-signature',
    what: 'the signature of an Azure shared access URL',
    keywords: ['sig='],
    pattern: /[?&;]sig=(?<secret>[A-Za-z0-9%+/]{43,80}(?:=|%3D))/giu,
    url: 'https://learn.microsoft.com/en-us/azure/storage/common/storage-sas-overview',
    blocks: true,
    accept: random,
  },
  token('azure-client-secret', 'a Microsoft Entra client secret', {
    shape: '[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}',
    keywords: ['q~'],
    url: 'https://learn.microsoft.com/en-us/purview/sit-defn-client-secret-api-key',
  }),
  assigned('azure-client-secret-variable', 'a Microsoft Entra client secret', {
    names: ['AZURE_CLIENT_SECRET', 'ARM_CLIENT_SECRET'],
    shape: '[A-Za-z0-9_~.-]{32,44}',
    url: 'https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/service_principal_client_secret',
  }),
  token('azure-storage-key', 'an Azure storage account key', {
    shape: '[A-Za-z0-9+/]{76}\\+ASt[A-Za-z0-9+/]{6}==',
    keywords: ['+ast'],
    url: definitions,
  }),
  token('azure-cosmos-key', 'an Azure Cosmos DB key', {
    shape: '[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{6}==',
    keywords: ['acdb'],
    url: definitions,
  }),
  token('azure-batch-key', 'an Azure Batch account key', {
    shape: '[A-Za-z0-9+/]{76}\\+ABa[A-Za-z0-9+/]{6}==',
    keywords: ['+aba'],
    url: definitions,
  }),
  token('azure-service-bus-key', 'an Azure Service Bus key', {
    shape: '[A-Za-z0-9+/]{33}\\+ASb[A-Za-z0-9+/]{6}=',
    keywords: ['+asb'],
    url: definitions,
  }),
  token('azure-event-hubs-key', 'an Azure Event Hubs key', {
    shape: '[A-Za-z0-9+/]{33}\\+AEh[A-Za-z0-9+/]{6}=',
    keywords: ['+aeh'],
    url: definitions,
  }),
  token('azure-iot-key', 'an Azure IoT key', { shape: '[A-Za-z0-9+/]{33}AIoT[A-Za-z0-9+/]{6}=', keywords: ['aiot'], url: definitions }),
  token('azure-functions-key', 'an Azure Functions key', {
    shape: '[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==',
    keywords: ['azfu'],
    url: definitions,
  }),
  token('azure-search-key', 'an Azure AI Search key', {
    shape: '[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}',
    keywords: ['azse'],
    url: definitions,
  }),
  token('azure-registry-key', 'an Azure Container Registry key', {
    shape: '[A-Za-z0-9+/]{42}\\+ACR[A-D][A-Za-z0-9+/]{5}',
    keywords: ['+acr'],
    url: definitions,
  }),
  token('azure-devops-token', 'an Azure DevOps personal access token', {
    shape: '[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}',
    keywords: ['azdo'],
    url: 'https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
  }),
  assigned('azure-devops-token-variable', 'an Azure DevOps personal access token', {
    names: ['AZURE_DEVOPS_EXT_PAT', 'AZDO_PERSONAL_ACCESS_TOKEN'],
    shape: '[a-z0-9]{52}',
    url: 'https://learn.microsoft.com/en-us/azure/devops/cli/log-in-via-pat',
  }),
  assigned('azure-openai-key', 'an Azure OpenAI key', {
    names: ['AZURE_OPENAI_API_KEY', 'AZURE_OPENAI_KEY'],
    shape: '(?:[0-9a-f]{32}|[A-Za-z0-9]{84})',
    url: 'https://learn.microsoft.com/en-us/azure/ai-foundry/openai/how-to/switching-endpoints',
  }),
];
