namespace SmsBridge.Gateways.Smpp;

/// <summary>Whose session it is: accounts of several tenants with one system id share it.</summary>
internal sealed record SmppLogin(string Provider, string SystemId, string Password)
{
    /// <summary>A bind can carry it. What was registered on trust, or for another provider of that name, was never asked for its form.</summary>
    public bool Fits => SystemId.Length > 0 && SmppProviderCheck.IsText(SystemId, SmppBind.LongestSystemId) && SmppProviderCheck.IsText(Password, SmppBind.LongestPassword);

    /// <summary>Without the password: records print all members by default.</summary>
    public override string ToString() => $"{Provider}:{SystemId}";
}

/// <summary>What came of asking for a session.</summary>
internal abstract record SmppEntry
{
    private SmppEntry()
    {
    }

    public sealed record Open(SmppSession Session) : SmppEntry;

    /// <summary>The SMSC was reached and does not let this account in, or not now.</summary>
    public sealed record Refused(uint Status) : SmppEntry
    {
        /// <summary>System id or password are wrong, or the account is closed: nobody is helped by asking again.</summary>
        public bool IsOfAccount => Status is SmppStatus.BindFailed or SmppStatus.InvalidPassword or SmppStatus.InvalidSystemId;
    }

    /// <summary>The SMSC lets this account in no further, while it has a session with another node.</summary>
    public sealed record NoFurther : SmppEntry
    {
        public const string Words = "The bind was refused (ESME_RBINDFAIL, 0x0D) while another node of the bridge has, or is making, a session of this account: the SMSC allows it fewer sessions than "
            + "there are nodes. Ask its operator for one for each node. Where the password has just been changed there, it is that: give the new one.";
    }

    /// <summary>It was not reached, or did not answer.</summary>
    public sealed record Failed(string Code, string Detail) : SmppEntry;
}
