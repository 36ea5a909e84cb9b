namespace EdgeResNet.EdgeApp.Sinks.Access;

/// <summary>How a token comes with a request.</summary>
internal enum TokenWay
{
    /// <summary>As a bearer token, from a program.</summary>
    Bearer,

    /// <summary>As the password of any user, from a player or a dashboard.</summary>
    Basic,

    /// <summary>In the address, from a link.</summary>
    Link,

    /// <summary>In the form of the page that asks for it.</summary>
    Form,
}
