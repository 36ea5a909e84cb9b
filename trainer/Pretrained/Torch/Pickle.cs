using System.Buffers.Binary;

namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>
/// Python's pickle machine (pickletools.py, protocols up to 5) for data. Python's own runs whatever code a file names; this one knows
/// numbers, texts, lists, tuples and dictionaries, calls only what its world knows, and makes a placeholder of every other object.
/// Lists are <see cref="List{T}"/>, tuples arrays, dictionaries <see cref="Dictionary{TKey, TValue}"/> with texts or whole numbers as keys.
/// </summary>
internal ref struct Pickle
{
    private const int HighestProtocol = 5;
    private const int LargestPickle = 1 << 26; // bytes; a state_dict has some hundred a tensor
    private const int MostPlaceholders = 8;

    private readonly IPickleWorld world;
    private readonly PickleStack stack = new();
    private readonly List<string> placeholders = [];
    private PickleBytes bytes;

    private Pickle(ReadOnlySpan<byte> bytes, IPickleWorld world)
    {
        this.bytes = new PickleBytes(bytes[..Math.Min(bytes.Length, LargestPickle)]);
        this.world = world;
    }

    /// <summary>Builds the object that the pickle at the beginning of <paramref name="bytes"/> describes.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or wants more than data.</exception>
    public static PickleResult Load(ReadOnlySpan<byte> bytes, IPickleWorld world) => new Pickle(bytes, world).Run();

    private PickleResult Run()
    {
        while (true)
        {
            int at = bytes.Position;
            byte opcode = bytes.Byte();
            if (opcode == '.') // STOP
            {
                return new PickleResult(stack.Last(), bytes.Position, placeholders);
            }

            if (!Number(opcode) && !Text(opcode) && !Container(opcode) && !Fill(opcode) && !Memo(opcode) && !Object(opcode))
            {
                throw new InvalidDataException($"the pickle has the opcode 0x{opcode:x2} at byte {at}: it wants to build more than data");
            }
        }
    }

    private bool Number(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: // PROTO
                byte protocol = bytes.Byte();
                return protocol <= HighestProtocol ? true : throw new InvalidDataException($"the pickle is of protocol {protocol}; read are protocols up to {HighestProtocol}");
            case 0x95: // FRAME: only tells how far to read ahead
                bytes.Take(8);
                return true;
            case (byte)'N':
                stack.Push(null);
                return true;
            case 0x88 or 0x89: // NEWTRUE, NEWFALSE
                stack.Push(opcode == 0x88);
                return true;
            case (byte)'K': // BININT1
                stack.Push((long)bytes.Byte());
                return true;
            case (byte)'M': // BININT2
                stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(bytes.Take(2)));
                return true;
            case (byte)'J': // BININT
                stack.Push((long)bytes.Int32());
                return true;
            case 0x8a: // LONG1
                stack.Push(bytes.Whole(bytes.Byte()));
                return true;
            case 0x8b: // LONG4
                stack.Push(bytes.Whole(bytes.Int32()));
                return true;
            case (byte)'I' or (byte)'L': // INT, LONG
                stack.Push(bytes.WholeLine());
                return true;
            case (byte)'G': // BINFLOAT
                stack.Push(bytes.Double());
                return true;
            default:
                return false;
        }
    }

    private bool Text(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'X': // BINUNICODE
                stack.Push(bytes.Text(bytes.Int32()));
                return true;
            case 0x8c: // SHORT_BINUNICODE
                stack.Push(bytes.Text(bytes.Byte()));
                return true;
            case 0x8d: // BINUNICODE8
                stack.Push(bytes.Text(bytes.Length64()));
                return true;
            case (byte)'U': // SHORT_BINSTRING, of Python 2
                stack.Push(bytes.TextOrBytes(bytes.Byte()));
                return true;
            case (byte)'T': // BINSTRING, of Python 2
                stack.Push(bytes.TextOrBytes(bytes.Int32()));
                return true;
            case (byte)'C': // SHORT_BINBYTES
                return Skipped(bytes.Byte());
            case (byte)'B': // BINBYTES
                return Skipped(bytes.Int32());
            case 0x8e or 0x96: // BINBYTES8, BYTEARRAY8
                return Skipped(bytes.Length64());
            default:
                return false;
        }
    }

    private bool Skipped(int count)
    {
        bytes.Take(count);
        stack.Push(new PickleObject());
        return true;
    }

    private readonly bool Container(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(': // MARK
                stack.Mark();
                return true;
            case (byte)'0': // POP
                stack.Pop();
                return true;
            case (byte)'1': // POP_MARK
                stack.PopToMark();
                return true;
            case (byte)'2': // DUP
                stack.Push(stack.Peek());
                return true;
            case (byte)']': // EMPTY_LIST
                stack.Push(new List<object?>());
                return true;
            case (byte)'}': // EMPTY_DICT
                stack.Push(new Dictionary<object, object?>());
                return true;
            case 0x8f: // EMPTY_SET: nothing here needs one
                stack.Push(new PickleObject());
                return true;
            case 0x91: // FROZENSET
                stack.PopToMark();
                stack.Push(new PickleObject());
                return true;
            case (byte)')': // EMPTY_TUPLE
                stack.Push(Array.Empty<object?>());
                return true;
            case 0x85 or 0x86 or 0x87: // TUPLE1, TUPLE2, TUPLE3
                stack.Push(stack.Pop(opcode - 0x84));
                return true;
            case (byte)'t': // TUPLE
                stack.Push(stack.PopToMark());
                return true;
            case (byte)'l': // LIST
                stack.Push(new List<object?>(stack.PopToMark()));
                return true;
            case (byte)'d': // DICT
                object?[] pairs = stack.PopToMark();
                stack.Push(new Dictionary<object, object?>());
                PickleContainers.SetItems(stack.Peek(), pairs);
                return true;
            default:
                return false;
        }
    }

    private readonly bool Fill(byte opcode)
    {
        object?[] items;
        switch (opcode)
        {
            case (byte)'a': // APPEND
                items = stack.Pop(1);
                PickleContainers.Append(stack.Peek(), items);
                return true;
            case (byte)'e' or 0x90: // APPENDS, ADDITEMS
                items = stack.PopToMark();
                PickleContainers.Append(stack.Peek(), items);
                return true;
            case (byte)'s': // SETITEM
                items = stack.Pop(2);
                PickleContainers.SetItems(stack.Peek(), items);
                return true;
            case (byte)'u': // SETITEMS
                items = stack.PopToMark();
                PickleContainers.SetItems(stack.Peek(), items);
                return true;
            case (byte)'b': // BUILD: attributes of an object, such as a state_dict's _metadata; data does not need them
                stack.Pop();
                stack.Peek();
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
                stack.Remember(bytes.Byte());
                return true;
            case (byte)'r': // LONG_BINPUT
                stack.Remember(bytes.Int32());
                return true;
            case 0x94: // MEMOIZE
                stack.Remember();
                return true;
            case (byte)'h': // BINGET
                stack.Recall(bytes.Byte());
                return true;
            case (byte)'j': // LONG_BINGET
                stack.Recall(bytes.Int32());
                return true;
            default:
                return false;
        }
    }

    private bool Object(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c': // GLOBAL
                string module = bytes.Line();
                stack.Push(new PickleGlobal(module, bytes.Line()));
                return true;
            case 0x93: // STACK_GLOBAL
                stack.Push(stack.Pop(2) is [string from, string name] ? new PickleGlobal(from, name) : throw new InvalidDataException("the pickle names a class by something that is no text"));
                return true;
            case (byte)'R' or 0x81: // REDUCE, NEWOBJ
                stack.Push(stack.Pop(2) is [object made, object?[] arguments] ? Make(made, arguments) : throw new InvalidDataException("the pickle calls something without a tuple of arguments"));
                return true;
            case 0x92: // NEWOBJ_EX
                stack.Push(stack.Pop(3) is [object type, object?[], Dictionary<object, object?>] ? Placeholder(type) : throw new InvalidDataException("the pickle makes an object without arguments"));
                return true;
            case (byte)'Q': // BINPERSID
                stack.Push(world.Load(stack.Pop()));
                return true;
            default:
                return false;
        }
    }

    private readonly object? Make(object function, object?[] arguments) =>
        function is PickleGlobal known && world.Knows(known) ? world.Call(known, arguments) : Placeholder(function);

    private readonly PickleObject Placeholder(object function)
    {
        if (function is PickleGlobal global && placeholders.Count < MostPlaceholders && !placeholders.Contains(global.ToString()))
        {
            placeholders.Add(global.ToString());
        }

        return function is PickleGlobal or PickleObject ? new PickleObject() : throw new InvalidDataException("the pickle calls something that is no function");
    }
}
