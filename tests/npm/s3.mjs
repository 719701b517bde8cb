// An S3-compatible store of the package "s3rver" on 127.0.0.1. Arguments: a folder for what it keeps, then the names of its buckets. Its key is S3RVER with the secret S3RVER.
// Prints "listening PORT".
import S3rver from "s3rver";

const [directory, ...buckets] = process.argv.slice(2);

const { port } = await new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory, configureBuckets: buckets.map((name) => ({ name })) }).run();
console.log(`listening ${port}`);
