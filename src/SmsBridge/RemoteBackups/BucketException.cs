namespace SmsBridge.RemoteBackups;

/// <summary>A backup did not get into the bucket, or not out of it.</summary>
/// <param name="message">Why, in plain sentences: what to mend is in them.</param>
internal sealed class BucketException(string message, Exception? inner = null) : Exception(message, inner);
