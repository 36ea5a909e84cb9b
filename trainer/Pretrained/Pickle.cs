using System.Buffers.Binary;
using System.Text;

namespace EdgeResNet.Trainer.Pretrained;

/// <summary>A class or function that a pickle names.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>What a pickle may build besides numbers, texts and containers.</summary>
internal interface IPickleWorld
{
    /// <summary>Whether a pickle may name this class or function at all.</summary>
    bool Allows(PickleGlobal global);

    /// <summary>The result of calling one that is allowed.</summary>
    /// <exception cref="InvalidDataException">The arguments make no sense.</exception>
    object? Call(PickleGlobal function, object?[] arguments);

    /// <summary>The object outside the pickle that <paramref name="id"/> names.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    object? Load(object? id);
}

/// <summary>
/// The part of Python's pickle machine (pickletools.py, protocols 2 to 4) that builds data. Python's own runs whatever code a
/// file names; this one knows numbers, texts, lists, tuples and dictionaries, calls only what its world allows, and refuses every
/// other opcode. Lists are <see cref="List{T}"/>, tuples arrays, dictionaries <see cref="Dictionary{TKey, TValue}"/> with texts or whole numbers as keys.
/// </summary>
internal ref struct Pickle
{
    private const int HighestProtocol = 4;

    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> bytes;
    private readonly IPickleWorld world;
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = new();
    private readonly Dictionary<int, object?> memo = [];
    private int position;

    private Pickle(ReadOnlySpan<byte> bytes, IPickleWorld world)
    {
        this.bytes = bytes;
        this.world = world;
    }

    /// <summary>Builds the object that a pickle describes.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or wants more than data.</exception>
    public static object? Load(ReadOnlySpan<byte> bytes, IPickleWorld world) => new Pickle(bytes, world).Run();

    private object? Run()
    {
        while (true)
        {
            int at = position;
            byte opcode = Byte();
            if (opcode == '.') // STOP
            {
                return stack.Count == 1 && marks.Count == 0 ? stack[0] : throw new InvalidDataException("the pickle stops in the middle of an object");
            }

            if (!Constant(opcode) && !Container(opcode) && !Memo(opcode) && !Call(opcode))
            {
                throw new InvalidDataException($"the pickle has the opcode 0x{opcode:x2} at byte {at}: it wants to build more than data");
            }
        }
    }

    private bool Constant(byte opcode)
    {
        object? value;
        switch (opcode)
        {
            case 0x80: // PROTO
                byte protocol = Byte();
                return protocol <= HighestProtocol ? true : throw new InvalidDataException($"the pickle is of protocol {protocol}; read are protocols up to {HighestProtocol}");
            case 0x95: // FRAME: only tells how far to read ahead
                Take(8);
                return true;
            case (byte)'N':
                value = null;
                break;
            case 0x88 or 0x89: // NEWTRUE, NEWFALSE
                value = opcode == 0x88;
                break;
            case (byte)'K': // BININT1
                value = (long)Byte();
                break;
            case (byte)'M': // BININT2
                value = (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
                break;
            case (byte)'J': // BININT
                value = (long)Int32();
                break;
            case 0x8a: // LONG1
                value = Long(Byte());
                break;
            case (byte)'G': // BINFLOAT
                value = BinaryPrimitives.ReadDoubleBigEndian(Take(8));
                break;
            case (byte)'X': // BINUNICODE
                value = Text(Int32());
                break;
            case 0x8c: // SHORT_BINUNICODE
                value = Text(Byte());
                break;
            case (byte)'U': // SHORT_BINSTRING, of Python 2
                value = Text(Byte());
                break;
            default:
                return false;
        }

        stack.Add(value);
        return true;
    }

    private bool Container(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(': // MARK
                marks.Push(stack.Count);
                return true;
            case (byte)']': // EMPTY_LIST
                stack.Add(new List<object?>());
                return true;
            case (byte)'}': // EMPTY_DICT
                stack.Add(new Dictionary<object, object?>());
                return true;
            case (byte)')': // EMPTY_TUPLE
                stack.Add(Array.Empty<object?>());
                return true;
            case 0x85 or 0x86 or 0x87: // TUPLE1, TUPLE2, TUPLE3
                stack.Add(Pop(opcode - 0x84));
                return true;
            case (byte)'t': // TUPLE
                stack.Add(PopToMark());
                return true;
            case (byte)'a': // APPEND
                object? item = Pop();
                Top<List<object?>>().Add(item);
                return true;
            case (byte)'e': // APPENDS
                object?[] items = PopToMark();
                Top<List<object?>>().AddRange(items);
                return true;
            case (byte)'s': // SETITEM
                object?[] pair = Pop(2);
                SetItems(pair);
                return true;
            case (byte)'u': // SETITEMS
                SetItems(PopToMark());
                return true;
            default:
                return false;
        }
    }

    private bool Memo(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q': // BINPUT
                memo[Byte()] = Peek();
                return true;
            case (byte)'r': // LONG_BINPUT
                memo[Int32()] = Peek();
                return true;
            case 0x94: // MEMOIZE
                memo[memo.Count] = Peek();
                return true;
            case (byte)'h': // BINGET
                stack.Add(Remembered(Byte()));
                return true;
            case (byte)'j': // LONG_BINGET
                stack.Add(Remembered(Int32()));
                return true;
            default:
                return false;
        }
    }

    private bool Call(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c': // GLOBAL
                string module = Line();
                stack.Add(Allowed(new PickleGlobal(module, Line())));
                return true;
            case 0x93: // STACK_GLOBAL
                stack.Add(Pop(2) is [string from, string name] ? Allowed(new PickleGlobal(from, name)) : throw new InvalidDataException("the pickle names a class by something that is no text"));
                return true;
            case (byte)'R': // REDUCE
                object? arguments = Pop();
                PickleGlobal function = Pop() as PickleGlobal ?? throw new InvalidDataException("the pickle calls something that is no function");
                stack.Add(world.Call(function, arguments as object?[] ?? throw new InvalidDataException($"the pickle calls {function} without a tuple of arguments")));
                return true;
            case (byte)'b': // BUILD: attributes of an object, such as a state_dict's _metadata; data does not need them
                Pop();
                Peek();
                return true;
            case (byte)'Q': // BINPERSID
                stack.Add(world.Load(Pop()));
                return true;
            default:
                return false;
        }
    }

    private PickleGlobal Allowed(PickleGlobal global) =>
        world.Allows(global) ? global : throw new InvalidDataException($"the pickle names {global}, which is neither a tensor nor a container");

    private void SetItems(object?[] pairs)
    {
        Dictionary<object, object?> target = Top<Dictionary<object, object?>>();
        if (pairs.Length % 2 != 0)
        {
            throw new InvalidDataException("the pickle has a key without a value");
        }

        for (int i = 0; i < pairs.Length; i += 2)
        {
            // Other keys than these could hash a container that changes, or hold itself.
            target[pairs[i] is string or long ? pairs[i]! : throw new InvalidDataException("the pickle has a key that is neither text nor a whole number")] = pairs[i + 1];
        }
    }

    private object? Pop() => Pop(1)[0];

    private object?[] Pop(int count)
    {
        int first = stack.Count - count;
        if (first < (marks.Count > 0 ? marks.Peek() : 0))
        {
            throw new InvalidDataException("the pickle takes more objects than it made");
        }

        object?[] taken = [.. stack[first..]];
        stack.RemoveRange(first, count);
        return taken;
    }

    private object?[] PopToMark()
    {
        if (!marks.TryPop(out int first))
        {
            throw new InvalidDataException("the pickle ends a container that it never began");
        }

        object?[] taken = [.. stack[first..]];
        stack.RemoveRange(first, taken.Length);
        return taken;
    }

    private readonly object? Peek() => stack.Count > 0 ? stack[^1] : throw new InvalidDataException("the pickle refers to an object before it made one");

    private readonly T Top<T>()
        where T : class => Peek() as T ?? throw new InvalidDataException("the pickle fills something that is no container of that kind");

    private readonly object? Remembered(int key) => memo.TryGetValue(key, out object? value) ? value : throw new InvalidDataException($"the pickle refers to object {key}, which it never made");

    private byte Byte() => Take(1)[0];

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private long Long(int length)
    {
        ReadOnlySpan<byte> number = Take(length);
        if (length > 8)
        {
            throw new InvalidDataException($"the pickle has a whole number of {length} bytes");
        }

        long value = length > 0 && (number[^1] & 0x80) != 0 ? -1 : 0;
        for (int i = length - 1; i >= 0; i--)
        {
            value = (value << 8) | number[i];
        }

        return value;
    }

    private string Text(int length)
    {
        try
        {
            return strict.GetString(Take(length));
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException("the pickle has a text that is no UTF-8", e);
        }
    }

    private string Line()
    {
        int end = bytes[position..].IndexOf((byte)'\n');
        string line = Text(end < 0 ? -1 : end);
        position++;
        return line;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - position)
        {
            throw new InvalidDataException("the pickle is cut off");
        }

        ReadOnlySpan<byte> taken = bytes.Slice(position, count);
        position += count;
        return taken;
    }
}
