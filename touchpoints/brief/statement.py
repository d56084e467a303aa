"""The one statement of the brief. It answers one row whose parts are JSON (touchpoints/brief/reading.py gives them shape).

Every table is reached through an index led by the organization. A term's `kept` and `judged` count one verdict an interaction:
the customer's word before a member's before a rule's (decisions.md 10).
"""

_PEOPLE = """
SELECT json_agg(json_build_object('name', p.name, 'role', p.role, 'language', p.language, 'time_zone', p.time_zone,
         'numbers', (SELECT json_agg(json_build_array(n.id, n.e164, n.extension) ORDER BY n.position, n.id)
                       FROM presence_phonenumber n
                      WHERE n.organization_id = c.organization_id AND n.customer_id = c.id AND n.contact_id = p.id),
         'emails', (SELECT json_agg(e.address ORDER BY e.position, e.id) FROM presence_emailaddress e
                     WHERE e.organization_id = c.organization_id AND e.customer_id = c.id AND e.contact_id = p.id),
         'barred', (SELECT json_agg(json_build_array(e.address, s.id, s.kind, s.why, s.days_between, s.words) ORDER BY s.since)
                      FROM presence_emailaddress e
                      JOIN touchpoints_suppression s ON s.organization_id = e.organization_id AND s.digest = encode(
                           sha256(uuid_send(e.organization_id) || convert_to(lower(trim(e.address)), 'UTF8')), 'hex')
                     WHERE e.organization_id = c.organization_id AND e.customer_id = c.id AND e.contact_id = p.id))
       ORDER BY p.position, p.id)::text AS list
  FROM presence_contact p WHERE p.organization_id = c.organization_id AND p.customer_id = c.id
"""

_VERDICTS = """
SELECT count(*) FILTER (WHERE said.verdict = 'kept') AS kept,
       count(*) FILTER (WHERE said.verdict IN ('kept', 'broken')) AS judged,
       max(said.occurred_at) FILTER (WHERE said.verdict = 'broken') AS missed_at
  FROM (SELECT DISTINCT ON (k.interaction_id) k.verdict, i.occurred_at
          FROM touchpoints_check k
          JOIN touchpoints_interaction i ON i.organization_id = k.organization_id AND i.id = k.interaction_id
         WHERE k.organization_id = c.organization_id AND k.term_key = l.key AND i.deleted_at IS NULL
         ORDER BY k.interaction_id, array_position(ARRAY['customer', 'person', 'rule'], k.basis::text)) AS said
"""

# The strongest word on the due time of a commitment, the latest of equals, as in touchpoints/interactions/commitments.py.
_OPINION = """
SELECT json_build_array(k.verdict, k.basis, k.evidence) AS said
  FROM touchpoints_check k
  JOIN promises_term t ON t.organization_id = k.organization_id AND t.id = k.term_id AND t.due_at = m.due_at
  JOIN touchpoints_interaction i ON i.organization_id = k.organization_id AND i.id = k.interaction_id AND i.deleted_at IS NULL
 WHERE k.organization_id = c.organization_id AND k.term_key = l.key AND k.basis IN ('customer', 'person')
   AND k.verdict IN ('kept', 'broken', 'renegotiated')
 ORDER BY k.basis, i.occurred_at DESC, k.id DESC LIMIT 1
"""

_LINES = f"""
SELECT json_agg(json_build_object('key', l.key, 'kind', l.kind, 'text', x.text, 'flexibility', l.flexibility,
         'due_at', l.due_at, 'amount', l.amount::text,
         'done_at', m.done_at, 'kept', verdicts.kept, 'judged', verdicts.judged, 'missed_at', verdicts.missed_at,
         'opinion', opinion.said)
       ORDER BY l.position) AS list
  FROM promises_term l
  LEFT JOIN promises_termwording x ON x.organization_id = c.organization_id AND x.id = l.id
  LEFT JOIN promises_commitment m
    ON m.organization_id = c.organization_id AND m.promise_id = latest.id AND m.term_key = l.key AND l.kind = 'commitment'
 CROSS JOIN LATERAL ({_VERDICTS}) AS verdicts
  LEFT JOIN LATERAL ({_OPINION}) AS opinion ON l.kind = 'commitment'
 WHERE l.organization_id = c.organization_id AND l.revision_id = r.id
   AND (latest.place <= %(whole)s OR l.kind = 'exclusion')
"""  # noqa: S608  parts of one constant statement

_OPEN = """
SELECT p.id, p.state, p.external_ref, p.current_number, p.next_due_at, count(*) OVER () AS amount,
       row_number() OVER (ORDER BY p.state = 'agreed' DESC, p.created_at DESC, p.id DESC) AS place
  FROM promises_promise p
 WHERE p.organization_id = c.organization_id AND p.customer_id = c.id AND p.state IN ('draft', 'in_review', 'agreed')
 ORDER BY place LIMIT %(promises)s
"""

_MADE = f"""
SELECT max(latest.amount) AS amount,
       json_agg(json_build_object('id', latest.id, 'state', latest.state, 'external_ref', latest.external_ref,
         'number', latest.current_number,
         'due_at', latest.next_due_at, 'written_at', r.created_at, 'source', r.source, 'time', r.time_flexibility,
         'cost', r.cost_flexibility, 'scope', r.scope_flexibility, 'title', w.title, 'first_truth', w.first_truth,
         'lines', lines.list) ORDER BY latest.place)::text AS list
  FROM ({_OPEN}) AS latest
  JOIN promises_revision r
    ON r.organization_id = c.organization_id AND r.promise_id = latest.id AND r.number = latest.current_number
  LEFT JOIN promises_revisionwording w ON w.organization_id = c.organization_id AND w.id = r.id
 CROSS JOIN LATERAL ({_LINES}) AS lines
"""  # noqa: S608  parts of one constant statement

_MET = """
SELECT json_agg(json_build_object('id', i.id, 'at', i.occurred_at, 'touchpoint_id', i.touchpoint_id, 'touchpoint', i.touchpoint,
         'handled_by', i.handled_by, 'member_id', i.member_id, 'member', i.member, 'channel', i.channel, 'seconds', i.seconds,
         'outcome', i.outcome, 'promised_by', i.promised_by, 'exception', i.exception, 'conversation_held', i.conversation_held,
         'resolved', i.resolved, 'customer_said', i.customer_said) ORDER BY i.occurred_at DESC, i.id DESC)::text AS list
  FROM (SELECT i.*, t.name AS touchpoint, coalesce(nullif(u.name, ''), u.email, '') AS member,
               (SELECT k.verdict FROM touchpoints_check k
                 WHERE k.organization_id = i.organization_id AND k.interaction_id = i.id AND k.basis = 'customer'
                 ORDER BY k.verdict LIMIT 1) AS customer_said
          FROM touchpoints_interaction i
          JOIN touchpoints_touchpoint t ON t.organization_id = i.organization_id AND t.id = i.touchpoint_id
          LEFT JOIN presence_membership m ON m.organization_id = i.organization_id AND m.id = i.member_id
          LEFT JOIN presence_user u ON u.id = m.user_id
         WHERE i.organization_id = c.organization_id AND i.customer_id = c.id AND i.deleted_at IS NULL
         ORDER BY i.occurred_at DESC, i.id DESC LIMIT %(contacts)s) AS i
"""

# What touchpoints/interactions/call.py calls the call that is going on.
_CALLS = """
SELECT json_agg(json_build_object('id', i.id, 'touchpoint_id', i.touchpoint_id,
         'checks', (SELECT json_agg(json_build_array(k.promise_id, k.term_key, k.verdict, k.evidence))
                      FROM touchpoints_check k
                     WHERE k.organization_id = i.organization_id AND k.interaction_id = i.id AND k.basis = 'person'))
       ORDER BY i.occurred_at DESC, i.id DESC)::text AS list
  FROM touchpoints_interaction i
 WHERE i.organization_id = c.organization_id AND i.customer_id = c.id AND i.member_id = %(member)s
   AND i.occurred_at > %(since)s AND i.occurred_at <= %(now)s AND i.handled_by = 'human' AND i.channel = 'call'
   AND i.external_ref = '' AND i.promised_by IS NULL AND i.deleted_at IS NULL
"""

_MOMENTS = """
SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'intent', t.intent, 'mode', coalesce(h.mode, 'human_only'),
         'reason', coalesce(h.mode_reason, ''), 'protected', coalesce(h.protected, '{}'),
         'target', t.response_target_minutes, 'first_truth_due', t.first_truth_due,
         'stage_id', s.id, 'stage', s.name, 'journey', j.name) ORDER BY j.position, s.position, t.position)::text AS list
  FROM touchpoints_touchpoint t
  JOIN touchpoints_stage s ON s.organization_id = t.organization_id AND s.id = t.stage_id
  JOIN touchpoints_journey j ON j.organization_id = s.organization_id AND j.id = s.journey_id
  LEFT JOIN touchpoints_publishedtouchpoint h ON h.organization_id = t.organization_id AND h.touchpoint_id = t.id
 WHERE t.organization_id = c.organization_id AND t.archived_at IS NULL
"""

# Of the moments that can be this one (touchpoints/brief/rules.py decides): the chosen one, the last contact's, the map's first.
_PLAYBOOKS = """
SELECT json_agg(json_build_object('touchpoint', u.touchpoint_id, 'id', p.id, 'review_date', p.review_date,
         'document', v.document))::text AS list
  FROM touchpoints_playbookuse u
  JOIN touchpoints_playbook p ON p.organization_id = u.organization_id AND p.id = u.playbook_id AND p.archived_at IS NULL
  JOIN touchpoints_playbookversion v
    ON v.organization_id = p.organization_id AND v.playbook_id = p.id AND v.number = p.number
 WHERE u.organization_id = c.organization_id AND u.touchpoint_id IN (
       %(chosen)s::uuid,
       (SELECT i.touchpoint_id FROM touchpoints_interaction i
         WHERE i.organization_id = c.organization_id AND i.customer_id = c.id AND i.deleted_at IS NULL
         ORDER BY i.occurred_at DESC, i.id DESC LIMIT 1),
       (SELECT t.id FROM touchpoints_touchpoint t
          JOIN touchpoints_stage s ON s.organization_id = t.organization_id AND s.id = t.stage_id
          JOIN touchpoints_journey j ON j.organization_id = s.organization_id AND j.id = s.journey_id
         WHERE t.organization_id = c.organization_id AND t.archived_at IS NULL
         ORDER BY j.position, s.position, t.position LIMIT 1))
"""

# Who at the customer waits for a person, soonest promised first.
_WAITING = """
SELECT json_agg(json_build_object('id', h.id, 'reason', h.reason, 'promised_at', h.promised_at, 'words', left(h.words, 200),
         'holder', coalesce(nullif(holder.name, ''), holder.email)) ORDER BY h.promised_at, h.id)::text AS list
  FROM touchpoints_handoff h
  LEFT JOIN presence_membership m ON m.organization_id = h.organization_id AND m.id = h.claimed_by_id
  LEFT JOIN presence_user holder ON holder.id = m.user_id
 WHERE h.organization_id = c.organization_id AND h.customer_id = c.id AND h.handed_back_at IS NULL
"""

BRIEF = f"""
SELECT c.id, c.name, c.external_ref, c.segment, c.annual_value, c.renewal_date, c.time_zone,
       coalesce(u.name, ''), coalesce(t.name, ''), people.list, made.list, coalesce(made.amount, 0),
       met.list, moments.list, calls.list, playbooks.list, waiting.list
  FROM presence_customer c
  LEFT JOIN presence_membership m ON m.organization_id = c.organization_id AND m.id = c.owner_id
  LEFT JOIN presence_user u ON u.id = m.user_id
  LEFT JOIN presence_team t ON t.organization_id = m.organization_id AND t.id = m.team_id
 CROSS JOIN LATERAL ({_PEOPLE}) AS people
 CROSS JOIN LATERAL ({_MADE}) AS made
 CROSS JOIN LATERAL ({_MET}) AS met
 CROSS JOIN LATERAL ({_MOMENTS}) AS moments
 CROSS JOIN LATERAL ({_CALLS}) AS calls
 CROSS JOIN LATERAL ({_PLAYBOOKS}) AS playbooks
 CROSS JOIN LATERAL ({_WAITING}) AS waiting
 WHERE c.organization_id = %(organization)s AND c.id = %(customer)s
"""  # noqa: S608  parts of one constant statement
