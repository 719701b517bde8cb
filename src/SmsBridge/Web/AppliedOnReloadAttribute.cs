namespace SmsBridge.Web;

/// <summary>
/// A setting that a running service takes over when it is told to read its settings again: its value in the options object is set anew, so whoever
/// goes by it reads it each time, and keeps no copy.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AppliedOnReloadAttribute : Attribute;
