namespace SmsBridge.Numbers;

/// <summary>What became of reading a core's mobile number. Only <see cref="Valid"/> may be sent to.</summary>
internal abstract record NumberReading
{
    private NumberReading()
    {
    }

    /// <summary>One plain sentence for the record and for support staff; holds no digit of the number.</summary>
    public abstract string Description { get; }

    /// <param name="Number">Where to send.</param>
    /// <param name="Type"><see cref="NumberType.Unknown"/> when only <see cref="NumberRules.Lenient"/> let it through.</param>
    /// <param name="Note">What was done to it, for the record; holds no digit of the number. Null: nothing.</param>
    public sealed record Valid(Msisdn Number, NumberType Type, string? Note = null) : NumberReading
    {
        public override string Description => $"The number is a {Type.Describe()}.";
    }

    /// <summary>The core has none.</summary>
    public sealed record Missing : NumberReading
    {
        public override string Description => "The client has no mobile number.";
    }

    public sealed record Invalid(NumberFault Fault) : NumberReading
    {
        public override string Description => Fault switch
        {
            NumberFault.NotANumber => "The mobile number holds letters or signs that no phone number has.",
            NumberFault.TooShort => "The mobile number has too few digits.",
            NumberFault.TooLong => "The mobile number has too many digits.",
            NumberFault.UnknownCountryCode => "The mobile number starts with a country code that does not exist.",
            NumberFault.Ambiguous => "It cannot be told where the mobile number ends; the field should hold one number and nothing else.",
            NumberFault.NoDefaultRegion => "The mobile number has no country code, and the tenant has no default region.",
            _ => "The mobile number does not exist in its country's numbering plan.",
        };
    }

    /// <summary>A number that exists, but one that SMS do not reach.</summary>
    public sealed record NotTextable(NumberType Type) : NumberReading
    {
        public override string Description => $"The number is a {Type.Describe()}, which cannot be expected to receive SMS.";
    }
}
