import { testPrograms } from '../../../../test/gates/weakness-pairs.ts';

testPrograms('public-object', {
  wrong: [
    `
import boto3
boto3.client("s3").put_object(Bucket="invoices", Key="a.pdf", Body=b"", ACL="public-read")
`,
    `
import boto3
boto3.client("s3").put_bucket_acl(Bucket="backups", ACL="public-read-write")
`,
    `
import boto3
boto3.client("s3").put_object(Bucket="invoices", Key="a", Body=b"", GrantRead='uri="http://acs.amazonaws.com/groups/global/AllUsers"')
`,
  ],
  right: [
    `
import boto3
boto3.client("s3").put_object(Bucket="shop-assets", Key="logo.png", Body=b"", ACL="public-read")
`,
    `
import boto3
boto3.client("s3").put_object(Bucket="invoices", Key="a", Body=b"", ACL="private")
`,
  ],
});

testPrograms('unverified-download', {
  wrong: [
    `
from transformers import AutoModel
m = AutoModel.from_pretrained("someone/model", trust_remote_code=True)
`,
  ],
  right: [
    `
from transformers import AutoModel
m = AutoModel.from_pretrained("someone/model", trust_remote_code=True, revision="0123456789abcdef0123456789abcdef01234567")
`,
    `
from transformers import AutoModel
m = AutoModel.from_pretrained("someone/model", trust_remote_code=False)
`,
    `
from transformers import AutoModel
m = AutoModel.from_pretrained("./models/own", trust_remote_code=True)
`,
    `
from transformers import AutoModel
def load(name, trust_remote_code=False):
    return AutoModel.from_pretrained(name, trust_remote_code=trust_remote_code)
`,
  ],
});
