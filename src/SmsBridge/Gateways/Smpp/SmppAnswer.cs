namespace SmsBridge.Gateways.Smpp;

/// <summary>What came of one question to the SMSC.</summary>
internal abstract record SmppAnswer
{
    private SmppAnswer()
    {
    }

    /// <summary>It answered this very question.</summary>
    public sealed record Answered(SmppPdu Pdu) : SmppAnswer;

    /// <summary>Not a byte of the question has left.</summary>
    public sealed record NotWritten(string Detail) : SmppAnswer;

    /// <summary>The same: it is the bridge that was too fast, and the SMSC that is there.</summary>
    public sealed record NoPlace(string Detail) : SmppAnswer;

    /// <summary>It may have arrived, and nothing that could be understood came back.</summary>
    public sealed record Unanswered(string Code, string Detail) : SmppAnswer;
}
