namespace SmsBridge.Gateways;

/// <summary>A gateway that can show its call and what it makes of the answer, for whoever describes or sets it up.</summary>
internal interface ITriedGateway
{
    /// <summary>The call of an SMS, as it would be made. Nothing is sent.</summary>
    Task<ShownCall> ShowAsync(OutgoingSms sms);

    /// <summary>Makes the call: an SMS goes out.</summary>
    Task<TriedCall> TryAsync(OutgoingSms sms, CancellationToken cancellationToken);
}

/// <param name="Body">As text; empty: none.</param>
internal sealed record ShownCall(string Method, string Url, IReadOnlyList<string> Headers, string Body);

/// <param name="HttpStatus">Null: no answer came, or the provider speaks no HTTP.</param>
/// <param name="Body">What was answered; null: nothing.</param>
internal sealed record TriedCall(int? HttpStatus, string? Body, SendResult Result)
{
    /// <summary>What was answered, where it was not by HTTP.</summary>
    public string? Answer { get; init; }
}
