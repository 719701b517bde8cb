namespace SmsBridge.Messages;

/// <summary>From what a core stores as a mobile number (free text) to an <see cref="Msisdn"/>.</summary>
internal sealed class NumberParser
{
}
